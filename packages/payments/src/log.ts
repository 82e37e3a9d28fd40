// What the engine tells: JSON lines for machines, and for a person watching the demo one plain sentence per step.

import { type DestinationStream, pino } from 'pino'
import { maskNumbers } from './mask-numbers.ts'

/** Facts beside a message. Never a phone number, a key, a token or a body: the type keeps objects out. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>

export interface Log {
  debug(message: string, facts?: LogFacts): void
  info(message: string, facts?: LogFacts): void
  warn(message: string, facts?: LogFacts): void
  error(message: string, facts?: LogFacts): void
  /** One step of a gift, in plain words. */
  story(sentence: string, facts?: LogFacts): void
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Longer values carry nothing a reader needs, and may be somebody's attempt to flood a log. */
const MAX_VALUE_LENGTH = 256

/** A log of JSON lines on stdout. `part` names the process. */
export function createLog(part: string, level: LogLevel, destination?: DestinationStream): Log {
  const logger = pino({ level, base: { part }, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  const write = (severity: 'debug' | 'info' | 'warn' | 'error') => (message: string, facts?: LogFacts) => {
    // What nobody reads is not made ready either.
    if (logger.isLevelEnabled(severity))
      logger[severity](facts ? shorten(facts) : {}, maskNumbers(escapeControls(message)))
  }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    story(sentence, facts) {
      if (!logger.isLevelEnabled('info')) return
      logger.info({ ...shorten(facts ?? {}), story: maskNumbers(escapeControls(sentence)) }, 'story')
    },
  }
}

/** Says nothing. */
export const SILENT_LOG: Log = { debug() {}, info() {}, warn() {}, error() {}, story() {} }

/** Whatever was thrown, as an error. */
export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

/** What an error says of itself, without its stack. */
export function toErrorText(error: unknown): string {
  return escapeControls(error instanceof Error ? error.message : String(error)).slice(0, MAX_VALUE_LENGTH)
}

function shorten(facts: LogFacts): LogFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' ? maskNumbers(escapeControls(value)).slice(0, MAX_VALUE_LENGTH) : value,
    ]),
  )
}

/** Line breaks, terminal escapes and text-direction marks as visible escapes: one event stays one honest line. */
function escapeControls(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    character => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}
