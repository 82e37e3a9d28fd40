// Nairobi time (UTC+3, no summer time) in the spellings M-PESA uses.

const OFFSET_MS = 3 * 60 * 60 * 1000

/** `YYYYMMDDHHmmss`, as in Timestamp, TransactionDate and TransTime. */
export function toCompactTime(ms: number): string {
  const date = inNairobi(ms)
  return `${toCompactDay(ms)}${pad(date.getUTCHours())}${pad(date.getUTCMinutes())}${pad(date.getUTCSeconds())}`
}

/** `YYYYMMDD`: the day a payment counts for in daily limits, and the middle of a ConversationID. */
export function toCompactDay(ms: number): string {
  const date = inNairobi(ms)
  return `${date.getUTCFullYear()}${pad(date.getUTCMonth() + 1)}${pad(date.getUTCDate())}`
}

/** `DDMMYYYYHHmmssSSS`, as inside a CheckoutRequestID. */
export function toCheckoutTime(ms: number): string {
  const date = inNairobi(ms)
  const day = `${pad(date.getUTCDate())}${pad(date.getUTCMonth() + 1)}${date.getUTCFullYear()}`
  const time = `${pad(date.getUTCHours())}${pad(date.getUTCMinutes())}${pad(date.getUTCSeconds())}`
  return `${day}${time}${String(date.getUTCMilliseconds()).padStart(3, '0')}`
}

/** `24/11/26 at 10:02 AM`, as in M-PESA's text messages. */
export function toMessageTime(ms: number): string {
  const date = inNairobi(ms)
  const hour = date.getUTCHours()
  const day = `${date.getUTCDate()}/${date.getUTCMonth() + 1}/${String(date.getUTCFullYear()).slice(2)}`
  return `${day} at ${hour % 12 === 0 ? 12 : hour % 12}:${pad(date.getUTCMinutes())} ${hour < 12 ? 'AM' : 'PM'}`
}

/** Year, month (1–12) and day in Nairobi. */
export function toNairobiDate(ms: number): { year: number; month: number; day: number } {
  const date = inNairobi(ms)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** Reads `YYYYMMDDHHmmss` as Nairobi time; null where no such moment exists. */
export function parseCompactTime(text: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text)
  return match ? toMoment(match) : null
}

/** Reads `YYYY-MM-DD HH:mm:ss` (Pull Transactions; seconds may be missing, hours may have one digit) as Nairobi time. */
export function parseSpacedTime(text: string): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d) (\d{1,2}):(\d\d)(?::(\d\d)\d?)?$/.exec(text)
  return match ? toMoment(match) : null
}

function toMoment(match: RegExpExecArray): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(part => Number(part ?? 0))
  const ms = Date.UTC(year, month - 1, day, hour, minute, second)
  const date = new Date(ms)
  const isReal =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second
  return isReal ? ms - OFFSET_MS : null
}

function inNairobi(ms: number): Date {
  return new Date(ms + OFFSET_MS)
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
