// Reads a whole table a page at a time, in the order of its key.

/** Rows read at once. */
export const PAGE = 1_000

/**
 * @param first less than every key
 * @param read the rows after a key, in its order, and at most so many of them
 * @param toKey the key of a row
 */
export async function* readPages<Row, Key>(
  first: Key,
  read: (after: Key, limit: number) => Promise<Row[]>,
  toKey: (row: Row) => Key,
): AsyncGenerator<Row[], void> {
  for (let after = first; ; ) {
    const rows = await read(after, PAGE)
    yield rows
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = toKey(last)
  }
}
