// Kept-alive connections for callbacks over plain HTTP. Node's own client costs as much as everything else the simulator
// does for a push; this one does only what a callback needs: one POST, one small answer.

import { connect, type Socket } from 'node:net'
import type { CallbackAnswer } from '../ports.ts'
import { parseAnswer } from './answer-parser.ts'

/** Connections to one receiver at once; more callbacks wait their turn. */
const MAX_CONNECTIONS = 128
/** A connection nobody used for this long is closed. */
const IDLE_MS = 30_000
/** Of an answer; a validation's verdict is below 200 bytes. Whoever says more is cut off. */
const MAX_ANSWER_BYTES = 16 * 1024

/** Where to connect to. */
export interface Receiver {
  readonly host: string
  readonly port: number
}

export interface ConnectionPool {
  /** Sends one request, written out whole, and reads its answer. Never throws. */
  send(receiver: Receiver, request: string, timeoutMs: number): Promise<CallbackAnswer>
  /** Cuts all connections. */
  close(): void
}

/** One request on its way. */
interface Exchange {
  readonly request: string
  /** Once on a connection that turns out to have been closed while idle, and once on a fresh one. */
  mayTryAgain: boolean
  isOver: boolean
  finish(answer: CallbackAnswer): void
}

interface Connection {
  readonly socket: Socket
  isUsed: boolean
  exchange: Exchange | null
  received: Buffer | null
}

/** All connections to one receiver. */
interface Lane {
  readonly receiver: Receiver
  readonly idle: Connection[]
  readonly all: Set<Connection>
  readonly waiting: Exchange[]
  /** Takes it off the books, once nothing is in it. */
  forget(): void
}

export function createConnectionPool(): ConnectionPool {
  const lanes = new Map<string, Lane>()
  return {
    send(receiver, request, timeoutMs) {
      const key = `${receiver.host} ${receiver.port}`
      const lane = lanes.get(key) ?? createLane(receiver, () => lanes.delete(key))
      lanes.set(key, lane)
      return new Promise(resolve => {
        const exchange: Exchange = {
          request,
          mayTryAgain: true,
          isOver: false,
          finish(answer) {
            if (exchange.isOver) return
            exchange.isOver = true
            clearTimeout(timer)
            resolve(answer)
          },
        }
        const timer = setTimeout(() => giveUp(lane, exchange), timeoutMs)
        start(lane, exchange)
      })
    },
    close() {
      for (const lane of lanes.values()) {
        for (const exchange of lane.waiting.splice(0)) exchange.finish('failed')
        for (const connection of lane.all) connection.socket.destroy()
      }
      lanes.clear()
    },
  }
}

function createLane(receiver: Receiver, forget: () => void): Lane {
  return { receiver, idle: [], all: new Set(), waiting: [], forget }
}

function start(lane: Lane, exchange: Exchange): void {
  const connection = lane.idle.pop()
  if (connection !== undefined) begin(connection, exchange)
  else if (lane.all.size < MAX_CONNECTIONS) begin(open(lane), exchange)
  else lane.waiting.push(exchange)
}

function begin(connection: Connection, exchange: Exchange): void {
  connection.exchange = exchange
  connection.socket.write(exchange.request)
}

function open(lane: Lane): Connection {
  const socket = connect({ host: lane.receiver.host, port: lane.receiver.port, noDelay: true })
  const connection: Connection = { socket, isUsed: false, exchange: null, received: null }
  lane.all.add(connection)
  socket.setTimeout(IDLE_MS, () => {
    if (connection.exchange === null) socket.destroy()
  })
  socket.on('data', (piece: Buffer) => read(lane, connection, piece))
  socket.on('end', () => end(connection))
  // What went wrong does not matter: `close` follows.
  socket.on('error', () => {})
  socket.on('close', () => drop(lane, connection))
  return connection
}

function read(lane: Lane, connection: Connection, piece: Buffer): void {
  const { exchange, received } = connection
  if (exchange === null) {
    // Nobody asked for anything.
    connection.socket.destroy()
    return
  }
  const bytes = received === null ? piece : Buffer.concat([received, piece])
  const answer = parseAnswer(bytes, false)
  if (answer === 'more' && bytes.length <= MAX_ANSWER_BYTES) {
    connection.received = bytes
    return
  }
  connection.exchange = null
  connection.received = null
  connection.isUsed = true
  if (answer === 'more' || answer === 'broken') {
    exchange.finish('failed')
    connection.socket.destroy()
    return
  }
  exchange.finish({ status: answer.status, body: answer.body })
  if (answer.staysOpen) reuse(lane, connection)
  else connection.socket.destroy()
}

function reuse(lane: Lane, connection: Connection): void {
  const next = lane.waiting.shift()
  if (next === undefined) lane.idle.push(connection)
  else begin(connection, next)
}

/** The other side closed: an answer without a length is whole now. */
function end(connection: Connection): void {
  const { exchange, received } = connection
  if (exchange === null || received === null) return
  const answer = parseAnswer(received, true)
  connection.exchange = null
  exchange.finish(typeof answer === 'string' ? 'failed' : { status: answer.status, body: answer.body })
}

function drop(lane: Lane, connection: Connection): void {
  lane.all.delete(connection)
  const place = lane.idle.indexOf(connection)
  if (place !== -1) lane.idle.splice(place, 1)
  const { exchange } = connection
  connection.exchange = null
  if (exchange !== null && !exchange.isOver) {
    // The receiver closed an idle connection just as it was used again: it has not seen this callback.
    if (connection.isUsed && connection.received === null && exchange.mayTryAgain) {
      exchange.mayTryAgain = false
      begin(open(lane), exchange)
    } else {
      exchange.finish('failed')
    }
  }
  const next = lane.waiting.shift()
  if (next !== undefined) start(lane, next)
  else if (lane.all.size === 0) lane.forget()
}

/** Too late: whatever still comes is of no use, and nor is its connection. */
function giveUp(lane: Lane, exchange: Exchange): void {
  const place = lane.waiting.indexOf(exchange)
  if (place !== -1) lane.waiting.splice(place, 1)
  exchange.finish('failed')
  for (const connection of lane.all) {
    if (connection.exchange === exchange) connection.socket.destroy()
  }
}
