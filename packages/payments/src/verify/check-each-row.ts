// A table whose rows are each checked by themselves: where one is wrong, the first of them is named.

import type { BadRow } from '../verify-books.ts'
import { readPages } from './read-pages.ts'

/**
 * @param first less than every key
 * @param read the rows after a key, in its order, and at most so many of them
 * @param toKey the key of a row, which names it
 * @param findProblem what is wrong with a row; null: nothing
 * @returns null where nothing is wrong with any
 */
export async function checkEachRow<Row, Key>(
  table: BadRow['table'],
  first: Key,
  read: (after: Key, limit: number) => Promise<Row[]>,
  toKey: (row: Row) => Key,
  findProblem: (row: Row) => string | null,
): Promise<BadRow | null> {
  for await (const rows of readPages(first, read, toKey)) {
    for (const row of rows) {
      const problem = findProblem(row)
      if (problem !== null) return { table, id: String(toKey(row)), problem }
    }
  }
  return null
}
