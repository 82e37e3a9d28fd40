// The engine's log while a command runs: warnings and errors as sentences on stderr, steps of a gift only where the
// command is about one.

import { type Log, maskNumbers } from '@harambee/payments'
import { escapeControls } from './escape.ts'
import type { Terminal } from './terminal.ts'

export function createTerminalLog(terminal: Terminal, tellsStories: boolean): Log {
  const { paint } = terminal
  const say = (mark: string) => (message: string, facts?: Parameters<Log['warn']>[1]) =>
    terminal.err(maskNumbers(`${mark} ${escapeControls(message)}${toFactsText(facts)}`))
  return {
    debug() {},
    info() {},
    warn: say(paint.yellow('!')),
    error: say(paint.red('!')),
    story(sentence) {
      if (tellsStories) terminal.err(paint.dim(maskNumbers(escapeControls(sentence))))
    },
  }
}

/** ` (error: no such table)`; nothing where there are no facts. */
export function toFactsText(facts: Readonly<Record<string, unknown>> | undefined): string {
  const known = Object.entries(facts ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== '')
  if (known.length === 0) return ''
  return ` (${known.map(([name, value]) => `${name}: ${escapeControls(String(value))}`).join(', ')})`
}
