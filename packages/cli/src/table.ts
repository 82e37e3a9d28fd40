// Columns for a terminal.

import { stripVTControlCharacters } from 'node:util'
import type { Terminal } from './terminal.ts'

/**
 * Heading and rows, aligned. Cells may be coloured, so what is not ours in them has to be escaped by the caller.
 * @param options.right columns of numbers
 */
export function toTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Terminal['paint'],
  options: { right?: readonly number[] } = {},
): string[] {
  const widths = headings.map((heading, column) =>
    Math.max(toWidth(heading), ...rows.map(row => toWidth(row[column] ?? ''))),
  )
  const toLine = (cells: readonly string[]) =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0, options.right?.includes(column) === true))
      .join('  ')
      .trimEnd()
  return [paint.dim(toLine(headings)), ...rows.map(toLine)]
}

function pad(cell: string, width: number, isRight: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - toWidth(cell)))
  return isRight ? blanks + cell : cell + blanks
}

function toWidth(cell: string): number {
  return [...stripVTControlCharacters(cell)].length
}
