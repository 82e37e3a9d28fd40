// Long lists as JSON, piece by piece: a ledger of a million payments is longer than one string may be.

/** Entries made into text at once. */
const ENTRIES_PER_PIECE = 500

/** The text of `value`. A list, or lists that are its direct parts, are written in pieces; any iterable is a list. */
export function* toJsonPieces(value: unknown): Generator<string> {
  if (isList(value)) {
    yield* toListPieces(value)
    return
  }
  if (typeof value !== 'object' || value === null || !Object.values(value).some(isList)) {
    yield JSON.stringify(value)
    return
  }
  let separator = '{'
  for (const [name, part] of Object.entries(value)) {
    if (part === undefined) continue
    yield `${separator}${JSON.stringify(name)}:`
    if (isList(part)) yield* toListPieces(part)
    else yield JSON.stringify(part)
    separator = ','
  }
  yield '}'
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function* toListPieces(list: Iterable<unknown>): Generator<string> {
  let text = '['
  let separator = ''
  let count = 0
  for (const entry of list) {
    text += `${separator}${JSON.stringify(entry)}`
    separator = ','
    count += 1
    if (count % ENTRIES_PER_PIECE !== 0) continue
    yield text
    text = ''
  }
  yield `${text}]`
}
