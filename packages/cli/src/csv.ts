// Rows as CSV (RFC 4180), for a spreadsheet. Data may hold what a spreadsheet would run: such a cell is marked as text, as
// OWASP advises, and shows what stood there.

import { escapeControls } from './escape.ts'
import { UsageProblem } from './failure.ts'
import type { Invocation } from './invocation.ts'

/** null: empty. Numbers stay numbers, so that they can be added up. */
export type CsvValue = string | number | null

/** What begins a formula, in its full width too, behind blanks of any kind as well: some programs cut those off. */
const FORMULA = /^[\s\u00ad\u180e\u200b-\u200d\u2060\ufeff"']*[=+\-@\uff0b\uff0d\uff1d\uff20\u2212|%]/u

/** @returns one line each, to be ended with a line feed: the carriage return of RFC 4180 is there already */
export function toCsvLines(headings: readonly string[], rows: readonly (readonly CsvValue[])[]): string[] {
  return [headings, ...rows].map(cells => `${cells.map(toCell).join(',')}\r`)
}

/** Whether rows are wanted as CSV. @throws {UsageProblem} where JSON is wanted as well */
export function wantsCsv({ isJson }: Invocation, csv: boolean | undefined): boolean {
  if (csv === true && isJson) throw new UsageProblem('--csv and --json: choose one.')
  return csv === true
}

function toCell(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  // Line breaks become visible escapes, so that a row stays one line whatever reads it.
  const text = escapeControls(value)
  const marked = FORMULA.test(text) ? `'${text}` : text
  // Always in quotes: in half of the world a semicolon would begin another cell.
  return `"${marked.replaceAll('"', '""')}"`
}
