// What the processes say, as a person watching the demo reads it: a clock time and a sentence per step. Lines that are
// no log lines come from a crash or a library, and are shown as they are.

import { toEastAfricaDateTime } from '@harambee/daraja'
import { escapeControls } from '../escape.ts'
import type { Terminal } from '../terminal.ts'
import { toFactsText } from '../terminal-log.ts'

/** A line of the log, as pino writes it. */
interface LogLine {
  readonly level: number
  readonly time: string
  readonly msg: string
  readonly story?: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** pino's numbers. */
const WARN = 40
const ERROR = 50

/** Facts that mean nothing to somebody watching. */
const HIDDEN_FACTS: ReadonlySet<string> = new Set(['level', 'time', 'part', 'msg', 'story', 'stack'])

/** @returns the line to print, or null where it is of no interest to a person */
export function toStoryLine(name: string, line: string, paint: Terminal['paint'], isVerbose: boolean): string | null {
  const log = parseLogLine(line)
  if (!log) return line.trim() === '' ? null : `${paint.dim(`${name}:`)} ${escapeControls(line)}`

  const clock = paint.dim(toClock(log.time))
  if (log.story !== undefined) return `${clock}  ${escapeControls(log.story)}`
  if (log.level < WARN && !isVerbose) return null
  const mark = log.level >= ERROR ? paint.red('!') : log.level >= WARN ? paint.yellow('!') : ' '
  return `${clock}  ${mark} ${paint.dim(`${name}:`)} ${escapeControls(log.msg)}${toFactsText(log.facts)}`
}

/** `10:02:11` in Nairobi, as on the pages and in every list. @param time ISO-8601 */
export function toClock(time: string): string {
  const atMs = Date.parse(time)
  return Number.isNaN(atMs) ? '--:--:--' : toEastAfricaDateTime(atMs).slice(11)
}

function parseLogLine(line: string): LogLine | null {
  if (!line.startsWith('{')) return null
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { level, time, msg, story, ...rest } = value as Record<string, unknown>
  if (typeof level !== 'number' || typeof time !== 'string') return null
  const facts = Object.fromEntries(Object.entries(rest).filter(([name]) => !HIDDEN_FACTS.has(name)))
  return { level, time, msg: String(msg ?? ''), facts, ...(typeof story === 'string' && { story }) }
}
