// A client that sends as fast as a forger would: several connections, each with many requests under way. It knows the one
// answer every request must get, and compares all of them byte by byte, dates left out.

import { connect, type Socket } from 'node:net'
import type { CleanUps } from '../journeys/clean-ups.ts'

/** One request. The target goes out byte by byte: latin1, so that a test can send what no URL may hold. */
export interface Shot {
  readonly target: string
  readonly body: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The listener closes a connection after a thousand. */
const MOST_PER_CONNECTION = 900
const USUAL = { connections: 4, batch: 100 } as const
/** A forged request is answered within moments; where an answer is missing, the test ends here. */
const ANSWER_TIMEOUT_MS = 30_000

const DATE_LENGTH = 'Tue, 24 Nov 2026 12:00:00 GMT'.length
const HIDDEN_DATE = '-'

/** Sends one request on a connection of its own. @returns the whole answer, its date replaced */
export function sendRaw(port: number, shot: Shot): Promise<string> {
  const request = toRequest({ ...shot, headers: { connection: 'close', ...shot.headers } })
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const chunks: Buffer[] = []
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy(new Error(`no answer to ${shot.target}`)))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(hideDate(Buffer.concat(chunks).toString('latin1'))))
    socket.write(request)
  })
}

/**
 * Sends many, and compares each answer with the one expected.
 * @param shots made one by one as they are sent
 * @param expected what `sendRaw` has returned for a request that keeps its connection, as `readOne` does
 * @returns how many were sent
 * @throws at the first answer that is another, saying what was asked
 */
export async function sendAll(
  context: CleanUps,
  port: number,
  shots: Iterator<Shot>,
  expected: string,
  { connections, batch }: { readonly connections: number; readonly batch: number } = USUAL,
): Promise<number> {
  let sent = 0
  async function run(): Promise<void> {
    for (let isOver = false; !isOver; ) {
      const line = await openLine(context, port)
      for (let used = 0; used + batch <= MOST_PER_CONNECTION && !isOver; used += batch) {
        const taken = take(shots, batch)
        isOver = taken.length < batch
        if (taken.length > 0) await exchange(line, taken, expected)
        sent += taken.length
      }
      line.destroy()
    }
  }
  await Promise.all(Array.from({ length: connections }, run))
  return sent
}

/** One exchange on a connection that stays open. @returns the whole answer, its date replaced */
export async function readOne(context: CleanUps, port: number, shot: Shot): Promise<string> {
  const line = await openLine(context, port)
  const text = await receive(line, [shot], text => /\r\n\r\n\{.*\}$/.test(text))
  line.destroy()
  return text
}

async function openLine(context: CleanUps, port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  // Whoever reads hears of it; a line nobody reads any more may break.
  socket.on('error', () => {})
  context.after(() => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject)
  })
  return socket
}

async function exchange(line: Socket, shots: readonly Shot[], expected: string): Promise<void> {
  // Dates have one length, so all of it is there when as many bytes are.
  const wireLength = (expected.length - HIDDEN_DATE.length + DATE_LENGTH) * shots.length
  const text = await receive(line, shots, received => received.length >= wireLength)
  if (text === expected.repeat(shots.length)) return
  for (const [index, shot] of shots.entries()) {
    const answer = text.slice(index * expected.length, (index + 1) * expected.length)
    if (answer !== expected)
      throw new Error(`${shot.method ?? 'POST'} ${shot.target} was answered otherwise: ${answer}`)
  }
  throw new Error(`more was answered than asked: ${text.slice(expected.length * shots.length)}`)
}

function receive(line: Socket, shots: readonly Shot[], isWhole: (text: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const isMissing = (why: string) => {
      const answered = text.split('HTTP/1.1 ').length - 1
      const next = shots[Math.max(0, answered - 1)]?.target
      reject(new Error(`${why} after ${answered} of ${shots.length} answers, at ${next}: ${text.slice(-400)}`))
    }
    const timer = setTimeout(() => isMissing('silence'), ANSWER_TIMEOUT_MS)
    const onClose = () => isMissing('the connection was closed')
    const onData = (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (!isWhole(text)) return
      clearTimeout(timer)
      line.off('data', onData).off('close', onClose)
      resolve(hideDate(text))
    }
    line.on('data', onData).once('close', onClose)
    line.write(Buffer.concat(shots.map(toRequest)))
  })
}

function toRequest({ target, body, method = 'POST', headers = {} }: Shot): Buffer {
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const bytes = Buffer.from(body)
  const head = `${method} ${target} HTTP/1.1\r\nhost: x\r\ncontent-length: ${bytes.length}\r\n${more.join('')}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes])
}

function hideDate(text: string): string {
  return text.replace(/(?<=\r\nDate: )[^\r]+/g, HIDDEN_DATE)
}

function take<T>(from: Iterator<T>, most: number): T[] {
  const taken: T[] = []
  while (taken.length < most) {
    const next = from.next()
    if (next.done === true) break
    taken.push(next.value)
  }
  return taken
}
