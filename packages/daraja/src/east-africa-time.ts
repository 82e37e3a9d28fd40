// East Africa Time both ways. Daraja writes and expects local Nairobi time without a zone; Kenya is UTC+3 all year,
// so a fixed offset is exact and the machine's own time zone never takes part.

const EAST_AFRICA_OFFSET_MS = 3 * 60 * 60 * 1000

/** Four-digit years only: outside them a "timestamp" is a misread number. */
const FIRST_YEAR = 2000
const LAST_YEAR = 2099

/**
 * An instant as Daraja's `Timestamp`: `YYYYMMDDHHmmss` in Nairobi.
 * @param epochMs milliseconds since 1970 UTC
 */
export function toEastAfricaTimestamp(epochMs: number): string {
  return new Date(epochMs + EAST_AFRICA_OFFSET_MS).toISOString().slice(0, 19).replace(/[-:T]/g, '')
}

/** The calendar day in Nairobi, `YYYY-MM-DD`: where daily totals are cut. */
export function toEastAfricaDay(epochMs: number): string {
  return new Date(epochMs + EAST_AFRICA_OFFSET_MS).toISOString().slice(0, 10)
}

/** Date and time in Nairobi, `YYYY-MM-DD HH:mm`, for people. */
export function toEastAfricaClock(epochMs: number): string {
  return new Date(epochMs + EAST_AFRICA_OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ')
}

/** Date and time in Nairobi to the second, `YYYY-MM-DD HH:mm:ss`, as Pull Transactions wants it. */
export function toEastAfricaDateTime(epochMs: number): string {
  return new Date(epochMs + EAST_AFRICA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/**
 * What Daraja wrote, as an instant: a number or text `YYYYMMDDHHmmss`, or `YYYY-MM-DD HH:mm:ss` (also with `T`),
 * both meaning Nairobi time.
 * @returns milliseconds since 1970 UTC, or null where it is no such date (a 13th month, the 30th of February, …)
 */
export function parseEastAfricaTime(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  const parts = /^(\d{4})-?(\d{2})-?(\d{2})[ T]?(\d{2}):?(\d{2}):?(\d{2})$/.exec(text)
  if (!parts) return null

  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (year < FIRST_YEAR || year > LAST_YEAR) return null

  const asIfUtcMs = Date.UTC(year, month - 1, day, hour, minute, second)
  // Date.UTC rolls over instead of refusing (32 January → 1 February), so what comes back must read the same.
  const digits = text.replace(/\D/g, '')
  const readBack = new Date(asIfUtcMs).toISOString().slice(0, 19).replace(/\D/g, '')
  return readBack === digits ? asIfUtcMs - EAST_AFRICA_OFFSET_MS : null
}
