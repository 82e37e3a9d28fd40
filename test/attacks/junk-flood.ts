// Requests at full speed over a handful of connections, each of which sends the next ones before the last are answered.

import { connect, type Socket } from 'node:net'
import type { CleanUps } from '../journeys/clean-ups.ts'

export interface Flood {
  /** Requests sent so far. */
  readonly sent: number
  /** Answers so far, by status. */
  readonly answers: ReadonlyMap<string, number>
  /** Sends no more, and waits until what was sent is answered or the connections are over. */
  stop(): Promise<void>
}

/** Requests on the way on one connection. */
const PIPELINED = 64
const FINISH_MS = 10_000
/** The server ends a connection after a thousand, and refuses what is on the way by then. */
const MOST_PER_CONNECTION = 900

/** @param make the next request: whole, with its body */
export function startFlood(
  context: CleanUps,
  port: number,
  options: { readonly connections: number; readonly make: (number: number) => string; readonly most?: number },
): Flood {
  const { connections, make, most = Number.POSITIVE_INFINITY } = options
  const answers = new Map<string, number>()
  const open = new Map<Socket, { sent: number; underWay: number }>()
  let sent = 0
  let isStopped = false
  let finish = () => {}

  function isOver(): boolean {
    return [...open.values()].every(({ underWay }) => underWay === 0)
  }

  function fill(socket: Socket): void {
    const of = open.get(socket)
    if (of === undefined) return
    let batch = ''
    while (!isStopped && of.underWay < PIPELINED && of.sent < MOST_PER_CONNECTION && sent < most) {
      batch += make(sent)
      sent += 1
      of.sent += 1
      of.underWay += 1
    }
    if (batch !== '') socket.write(batch)
    else if (of.sent >= MOST_PER_CONNECTION && of.underWay === 0) socket.end()
    else if (isOver()) finish()
  }

  function openOne(): void {
    const socket = connect(port, '127.0.0.1')
    open.set(socket, { sent: 0, underWay: 0 })
    socket.setEncoding('latin1')
    let rest = ''
    socket.on('connect', () => fill(socket))
    socket.on('data', (chunk: string) => {
      const text = rest + chunk
      const found = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)]
      // The beginning of a status line may stand at the end.
      rest = text.slice(Math.max((found.at(-1)?.index ?? -1) + 1, text.length - 16))
      for (const [, status = ''] of found) answers.set(status, (answers.get(status) ?? 0) + 1)
      const of = open.get(socket)
      if (of) of.underWay = Math.max(0, of.underWay - found.length)
      fill(socket)
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      open.delete(socket)
      if (!isStopped && sent < most) openOne()
      else if (isOver()) finish()
    })
  }

  for (let index = 0; index < connections; index++) openOne()
  context.after(() => {
    isStopped = true
    for (const socket of open.keys()) socket.destroy()
  })
  return {
    get sent() {
      return sent
    },
    answers,
    async stop() {
      isStopped = true
      if (isOver()) return
      const { promise, resolve } = Promise.withResolvers<void>()
      finish = resolve
      const timer = setTimeout(resolve, FINISH_MS)
      await promise
      clearTimeout(timer)
    },
  }
}

/** A callback's request, as text. */
export function toRequest(path: string, body: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}
