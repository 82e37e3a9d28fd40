// A gate between an engine and PostgreSQL: everything passes as it is, but each statement only when the test lets it. So it
// is the engine's own statements whose order is decided here, as they go over the wire.

import { connect, createServer, type Socket } from 'node:net'
import type { CleanUps } from '../journeys/clean-ups.ts'

export interface WireGate {
  /** The engine's database, through this gate. */
  readonly url: string
  /** Asked about each statement in turn, and about the one that waits at `recheck`. Everything passes at first. */
  mayPass: (statement: string) => boolean
  /** Called whenever a statement begins to wait, is done, or a connection is lost. */
  onChange: () => void
  /** The statement that waits; null: none does. */
  readonly waiting: string | null
  /** Statements that have passed and are not answered yet. */
  readonly underWay: number
  /** The server's process that works on the last that has passed. */
  readonly serverPid: number
  recheck(): void
}

const SYNC = 'S'
const QUERY = 'Q'
const PARSE = 'P'
const BIND = 'B'
const KEY_DATA = 'K'
const READY = 'Z'

export async function openGate(context: CleanUps, url: string): Promise<WireGate> {
  const passages = new Set<Passage>()
  const there = new URL(url)
  const server = createServer(client => {
    const passage = openPassage(gate, client, connect(Number(there.port), there.hostname))
    passages.add(passage)
    client.on('close', () => {
      passages.delete(passage)
      gate.onChange()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    for (const passage of passages) passage.close()
    server.close()
  })
  const here = new URL(url)
  here.port = String((server.address() as { port: number }).port)
  let serverPid = 0
  const gate: WireGate & { passed(pid: number): void } = {
    url: here.href,
    mayPass: () => true,
    onChange() {},
    get waiting() {
      return [...passages].find(({ waiting }) => waiting !== null)?.waiting ?? null
    },
    get underWay() {
      return [...passages].reduce((sum, passage) => sum + passage.underWay, 0)
    },
    get serverPid() {
      return serverPid
    },
    recheck() {
      for (const passage of passages) passage.recheck()
    },
    passed(pid) {
      serverPid = pid
    },
  }
  return gate
}

/** Messages that pass together; `text` null: at once, in their turn. */
interface Held {
  readonly text: string | null
  readonly bytes: Buffer[]
  isWhole: boolean
}

interface Passage {
  readonly waiting: string | null
  readonly underWay: number
  recheck(): void
  close(): void
}

/** One connection. */
function openPassage(gate: WireGate & { passed(pid: number): void }, client: Socket, server: Socket): Passage {
  const texts = new Map<string, string>()
  const held: Held[] = []
  let pid = 0
  let underWay = 0
  let hasStarted = false
  for (const socket of [client, server]) socket.setNoDelay(true).on('error', () => {})
  client.on('close', () => server.destroy())
  server.on('close', () => client.destroy())

  readMessages(
    client,
    () => hasStarted,
    (type, message) => {
      if (!hasStarted) {
        hasStarted = true
        server.write(message)
        return
      }
      if (type === PARSE) remember(texts, message)
      const last = held.at(-1)
      if (last && !last.isWhole) {
        last.bytes.push(message)
        last.isWhole = type === SYNC
      } else if (type === BIND || type === QUERY) {
        held.push({ text: toText(texts, type, message), bytes: [message], isWhole: type === QUERY })
      } else {
        // Preparing a statement does nothing yet, but keeps its place: answers come in order.
        held.push({ text: null, bytes: [message], isWhole: true })
      }
      recheck()
    },
  )
  readMessages(
    server,
    () => true,
    (type, message) => {
      if (type === KEY_DATA) pid = message.readInt32BE(5)
      client.write(message)
      if (type !== READY || underWay === 0) return
      underWay -= 1
      gate.onChange()
    },
  )

  function recheck(): void {
    for (let next = held[0]; next?.isWhole && (next.text === null || gate.mayPass(next.text)); next = held[0]) {
      held.shift()
      if (next.text !== null) {
        underWay += 1
        gate.passed(pid)
      }
      server.write(Buffer.concat(next.bytes))
    }
    if (held[0]?.isWhole) gate.onChange()
  }
  return {
    get waiting() {
      return held[0]?.isWhole ? held[0].text : null
    },
    get underWay() {
      return underWay
    },
    recheck,
    close() {
      client.destroy()
      server.destroy()
    },
  }
}

/** Calls back with each whole message: its type and all its bytes. The very first of a client has no type. */
function readMessages(socket: Socket, isTyped: () => boolean, take: (type: string, message: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      const typeLength = isTyped() ? 1 : 0
      if (rest.length < typeLength + 4) return
      const length = typeLength + rest.readInt32BE(typeLength)
      if (rest.length < length) return
      const message = rest.subarray(0, length)
      rest = rest.subarray(length)
      take(typeLength === 1 ? String.fromCharCode(message[0] ?? 0) : '', message)
    }
  })
}

/** Parse: name, then text. */
function remember(texts: Map<string, string>, message: Buffer): void {
  const [name = '', text = ''] = message.subarray(5).toString('utf8').split('\0')
  texts.set(name, text)
}

/** Bind: portal, then the name of the statement. A simple query is its text. */
function toText(texts: ReadonlyMap<string, string>, type: string, message: Buffer): string {
  const [first = '', name = ''] = message.subarray(5).toString('latin1').split('\0')
  return type === QUERY ? first : (texts.get(name) ?? '')
}
