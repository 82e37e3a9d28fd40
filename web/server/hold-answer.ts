// Takes a page from Next.js whole and sends it compressed, with its length. Next.js itself compresses with gzip only, and
// our givers pay by the megabyte: brotli saves about a sixth. Streams (server-sent events) pass untouched.

import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, gzip, constants as zlib } from 'node:zlib'

const COMPRESSED_TYPES = /^(?:text\/(?:html|x-component|plain|css)|application\/(?:json|javascript))/

/** Below this a compressed answer is not smaller. */
const LEAST_BYTES = 300

/** Pages compress well at once: 8 takes 0.8 ms for one. The next settings take 9 to 22 ms, for a tenth less. */
const BROTLI_QUALITY = 8

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

type Encoding = 'br' | 'gzip'

/** What may still be changed about an answer. */
export interface HeldAnswer {
  /** Called once, when status and headers are about to be settled; may change both. */
  beforeHead(): void
  /** Called with a page when it is complete; may put another in its place. */
  beforeBody(page: Buffer): Buffer
}

/** Makes `response` hold back a page until it is complete. */
export function holdAnswer(request: IncomingMessage, response: ServerResponse, answer: HeldAnswer): void {
  const isHead = request.method === 'HEAD'
  const encoding = chooseEncoding(request.headers['accept-encoding'] ?? '')
  const original = {
    writeHead: response.writeHead,
    write: response.write,
    end: response.end,
    flushHeaders: response.flushHeaders,
  }
  const held: Buffer[] = []
  let isHolding: boolean | null = null
  let isHeadSettled = false

  function settleHead(): void {
    if (isHeadSettled) return
    isHeadSettled = true
    answer.beforeHead()
  }

  function decide(): boolean {
    settleHead()
    isHolding ??= !isHead && !response.headersSent && mayHold(response)
    return isHolding
  }

  async function sendHeld(done: (() => void) | undefined): Promise<void> {
    const whole = answer.beforeBody(Buffer.concat(held))
    const body = whole.length < LEAST_BYTES || encoding === null ? whole : await compress(whole, encoding)
    if (body !== whole && encoding !== null) response.setHeader('Content-Encoding', encoding)
    response.setHeader('Vary', addToVary(response.getHeader('vary')))
    response.setHeader('Content-Length', body.length)
    original.end.call(response, body, 'utf8', done)
  }

  const patched = {
    writeHead(status: number, ...rest: unknown[]) {
      // What is passed here wins over `beforeHead`, unless that asks for another status.
      response.statusCode = status
      settleHead()
      return Reflect.apply(original.writeHead, response, [response.statusCode, ...rest])
    },
    flushHeaders() {
      if (!decide()) original.flushHeaders.call(response)
    },
    write(chunk: Uint8Array | string, ...rest: unknown[]) {
      if (!decide()) return Reflect.apply(original.write, response, [chunk, ...rest]) as boolean
      held.push(toBuffer(chunk, rest[0]))
      findCallback(rest)?.()
      return true
    },
    end(...parts: unknown[]) {
      const [chunk, coding] = parts
      const isData = typeof chunk === 'string' || chunk instanceof Uint8Array
      if (!decide()) return Reflect.apply(original.end, response, parts) as ServerResponse
      if (isData) held.push(toBuffer(chunk, coding))
      sendHeld(findCallback(parts)).catch(() => response.destroy())
      return response
    },
  }
  Object.assign(response, patched)
}

function mayHold(response: ServerResponse): boolean {
  const type = toText(response.getHeader('content-type'))
  const isEmpty = response.statusCode === 204 || response.statusCode === 304
  const isFixed =
    response.hasHeader('content-encoding') || /no-transform/.test(toText(response.getHeader('cache-control')))
  return COMPRESSED_TYPES.test(type) && !isEmpty && !isFixed
}

function compress(whole: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return toGzip(whole)
  return toBrotli(whole, {
    params: { [zlib.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [zlib.BROTLI_PARAM_SIZE_HINT]: whole.length },
  })
}

/** The best coding both sides know. `br;q=0` means: not that one. */
export function chooseEncoding(accepted: string): Encoding | null {
  const names = accepted
    .toLowerCase()
    .split(',')
    .filter(part => !/;\s*q=0(?:\.0*)?\s*$/.test(part))
    .map(part => part.split(';')[0]?.trim())
  if (names.includes('br')) return 'br'
  return names.includes('gzip') || names.includes('*') ? 'gzip' : null
}

function addToVary(vary: OutgoingHttpHeader | undefined): string {
  const names = toText(vary)
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
  return names.some(name => name.toLowerCase() === 'accept-encoding')
    ? names.join(', ')
    : [...names, 'Accept-Encoding'].join(', ')
}

function toText(header: OutgoingHttpHeader | undefined): string {
  return Array.isArray(header) ? header.join(', ') : String(header ?? '')
}

function toBuffer(chunk: Uint8Array | string, coding: unknown): Buffer {
  if (typeof chunk !== 'string') return Buffer.from(chunk)
  return Buffer.from(chunk, typeof coding === 'string' ? (coding as BufferEncoding) : 'utf8')
}

function findCallback(parts: readonly unknown[]): (() => void) | undefined {
  return parts.find((part): part is () => void => typeof part === 'function')
}
