// The journal's lines: what one step changed, as JSON. Read once at start, then rewritten without overwritten rows.

import type { TableName } from './tables.ts'

/** A changed row, or a removed one (no third part). */
export type Change = [table: TableName, key: string, row: unknown] | [table: TableName, key: string]

/** Where lines are kept. Lines hold no line break. */
export interface Journal {
  /** All lines, oldest first; the last may be torn. */
  read(): Iterable<string>
  append(line: string): void
  /** Replaces everything, all or nothing. */
  replace(lines: Iterable<string>): void
  close(): void
}

const HEADER = '{"journal":"harambee simulator","version":1}'

/** Rows in one line of a snapshot: keeps lines far below any string limit. */
const SNAPSHOT_ROWS_PER_LINE = 500

/**
 * Every change, oldest first. A torn last line is what a killed process leaves, and is skipped.
 * @throws naming the line where the journal is damaged elsewhere or belongs to something else
 */
export function* readJournal(journal: Journal): Generator<Change> {
  let lineNumber = 0
  let torn: number | null = null
  for (const line of journal.read()) {
    lineNumber += 1
    if (torn !== null) throw damaged(torn)
    if (lineNumber === 1) {
      if (line === HEADER) continue
      // A process killed while writing its very first line leaves a part of the header.
      if (HEADER.startsWith(line)) torn = lineNumber
      else throw damaged(lineNumber)
      continue
    }
    const changes = parseLine(line)
    if (changes === null) torn = lineNumber
    else yield* changes
  }
}

/**
 * Rewrites the journal as the rows that exist now.
 * @returns how many characters it holds
 */
export function writeSnapshot(journal: Journal, maps: Record<string, Map<string, unknown>>): number {
  let characters = 0
  journal.replace(countCharacters(snapshotLines(maps), count => (characters += count)))
  return characters
}

function* snapshotLines(maps: Record<string, Map<string, unknown>>): Generator<string> {
  yield HEADER
  let rows: unknown[] = []
  for (const [table, map] of Object.entries(maps)) {
    for (const [key, row] of map) {
      rows.push([table, key, row])
      if (rows.length < SNAPSHOT_ROWS_PER_LINE) continue
      yield JSON.stringify(rows)
      rows = []
    }
  }
  if (rows.length > 0) yield JSON.stringify(rows)
}

function* countCharacters(lines: Iterable<string>, add: (count: number) => void): Generator<string> {
  for (const line of lines) {
    add(line.length)
    yield line
  }
}

function parseLine(line: string): Change[] | null {
  try {
    const value: unknown = JSON.parse(line)
    return Array.isArray(value) ? (value as Change[]) : null
  } catch {
    return null
  }
}

function damaged(lineNumber: number): Error {
  return new Error(
    `The simulator's journal is damaged or not a journal (line ${lineNumber}). Move the file away to start with an empty ledger.`,
  )
}
