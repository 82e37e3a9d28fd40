// Reads an HTTP/1.1 answer out of the bytes that have come so far. Receivers' answers are a few hundred bytes, so each
// reading starts at the beginning.

/** A whole answer, and whether another request may follow on the same connection. */
export interface ParsedAnswer {
  readonly status: number
  readonly body: string
  readonly staysOpen: boolean
}

const HEAD_END = Buffer.from('\r\n\r\n')
/** A head this long without an end is none. */
const MAX_HEAD_BYTES = 16 * 1024

/**
 * @param isEnded the other side has closed: what came is all there is
 * @returns `'more'` where the answer is not whole yet, `'broken'` where it never will be
 */
export function parseAnswer(bytes: Buffer, isEnded: boolean): ParsedAnswer | 'more' | 'broken' {
  const headEnd = bytes.indexOf(HEAD_END)
  if (headEnd === -1) return isEnded || bytes.length > MAX_HEAD_BYTES ? 'broken' : 'more'
  const head = bytes.toString('latin1', 0, headEnd)
  const match = /^HTTP\/1\.([01]) (\d{3})/.exec(head)
  if (match === null) return 'broken'
  const rest = bytes.subarray(headEnd + HEAD_END.length)
  const status = Number(match[2])
  // "Continue" and its like come before the answer.
  if (status < 200) return parseAnswer(rest, isEnded)

  const staysOpen = match[1] === '1' && !/\r\nconnection:[^\r]*close/i.test(head)
  if (status === 204 || status === 304) return { status, body: '', staysOpen: staysOpen && rest.length === 0 }
  if (/\r\ntransfer-encoding:[^\r]*chunked/i.test(head)) return parseChunked(rest, status, staysOpen, isEnded)

  const length = /\r\ncontent-length:[ \t]*(\d{1,10})[ \t]*(?:\r|$)/i.exec(head)?.[1]
  if (length === undefined) return isEnded ? { status, body: rest.toString('utf8'), staysOpen: false } : 'more'
  if (rest.length < Number(length)) return isEnded ? 'broken' : 'more'
  const body = rest.toString('utf8', 0, Number(length))
  return { status, body, staysOpen: staysOpen && rest.length === Number(length) }
}

function parseChunked(
  bytes: Buffer,
  status: number,
  staysOpen: boolean,
  isEnded: boolean,
): ParsedAnswer | 'more' | 'broken' {
  const notYet = isEnded ? 'broken' : 'more'
  const pieces: Buffer[] = []
  for (let place = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', place)
    if (lineEnd === -1) return notYet
    const size = /^([0-9a-f]{1,6})(?:;|[ \t]*$)/i.exec(bytes.toString('latin1', place, lineEnd))?.[1]
    if (size === undefined) return 'broken'
    const start = lineEnd + 2
    const end = start + Number.parseInt(size, 16)
    if (end === start) return finishChunked(bytes, start, pieces, status, staysOpen) ?? notYet
    if (bytes.length < end + 2) return notYet
    pieces.push(bytes.subarray(start, end))
    place = end + 2
  }
}

/** After the last chunk come trailers, if any, and an empty line. */
function finishChunked(
  bytes: Buffer,
  start: number,
  pieces: readonly Buffer[],
  status: number,
  staysOpen: boolean,
): ParsedAnswer | null {
  const hasTrailers = bytes[start] !== 0x0d
  const end = hasTrailers ? bytes.indexOf(HEAD_END, start) + HEAD_END.length : start + 2
  if (bytes.length < end || (hasTrailers && end < start + HEAD_END.length)) return null
  return { status, body: Buffer.concat(pieces).toString('utf8'), staysOpen: staysOpen && bytes.length === end }
}
