// Tells what goes on: in the demo sentences for whoever watches, elsewhere the processes' own JSON lines, unchanged, for
// whatever collects them.

import { type Configuration, createLog } from '@harambee/payments'
import { nowMs } from '../clock.ts'
import { escapeControls } from '../escape.ts'
import { toIso } from '../payment-json.ts'
import type { Terminal } from '../terminal.ts'
import type { ChildListener } from './child.ts'
import { toClock, toStoryLine } from './story.ts'

export interface Narrator extends Omit<ChildListener, 'onGivenUp'> {
  /** A problem of the supervision itself. */
  warn(sentence: string): void
  /** One line of a process, as a person reads it, whatever it is of interest to. */
  toReadable(name: string, line: string): string
}

/** @param say prints one line */
export function createNarrator(
  configuration: Configuration,
  paint: Terminal['paint'],
  say: (line: string) => void,
): Narrator {
  const { mode } = configuration.daraja
  const { logLevel } = configuration.serving
  const log = createLog('start', logLevel, { write: line => say(line.trimEnd()) })

  function warn(sentence: string): void {
    if (mode === 'demo') say(`${paint.dim(toClock(toIso(nowMs())))}  ${paint.yellow('!')} ${escapeControls(sentence)}`)
    else log.warn(sentence)
  }

  return {
    warn,
    onLine(name, line, stream) {
      if (mode !== 'demo') return say(stream === 'stdout' ? line : escapeControls(line))
      const sentence = toStoryLine(name, line, paint, logLevel === 'debug')
      if (sentence !== null) say(sentence)
    },
    onDied: (name, how) => warn(`The ${name} ${how}; it is started again.`),
    onWell(name, isFirst) {
      if (!isFirst) warn(`The ${name} is back.`)
    },
    toReadable: (name, line) => toStoryLine(name, line, paint, true) ?? '',
  }
}
