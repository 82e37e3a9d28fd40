// Long lists as JSON, piece by piece: a ledger of a million payments is longer than one string may be.

/** Entries made into text at once. */
const ENTRIES_PER_PIECE = 500

/** The text of `value`, whose lists (and lists one level down) are written in pieces. */
export function* toJsonPieces(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    yield* toListPieces(value)
    return
  }
  if (typeof value !== 'object' || value === null || !Object.values(value).some(Array.isArray)) {
    yield JSON.stringify(value)
    return
  }
  let separator = '{'
  for (const [name, part] of Object.entries(value)) {
    if (part === undefined) continue
    yield `${separator}${JSON.stringify(name)}:`
    if (Array.isArray(part)) yield* toListPieces(part)
    else yield JSON.stringify(part)
    separator = ','
  }
  yield '}'
}

function* toListPieces(list: readonly unknown[]): Generator<string> {
  if (list.length === 0) {
    yield '[]'
    return
  }
  for (let start = 0; start < list.length; start += ENTRIES_PER_PIECE) {
    const text = JSON.stringify(list.slice(start, start + ENTRIES_PER_PIECE))
    yield `${start === 0 ? '[' : ','}${text.slice(1, -1)}`
  }
  yield ']'
}
