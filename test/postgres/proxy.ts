// Stands between a process and PostgreSQL, reads the messages that pass, and does to the connections what networks do.

import { connect, createServer, type Socket } from 'node:net'
import type { CleanUps } from '../journeys/clean-ups.ts'

/** A message of the protocol: its type's letter, and its text as far as it is one. */
export interface Message {
  readonly from: 'client' | 'server'
  /** `Q` a statement, `C` its completion, `A` a notification, …; empty: the first of a connection. */
  readonly type: string
  readonly text: string
}

export type Fate =
  | 'pass'
  /** It gets lost, alone. */
  | 'drop'
  /** Both sides see the connection end; the message gets lost. */
  | 'cut'
  /** The client sees it end, the server does not. The message gets lost. */
  | 'abandon'
  /** Nothing gets through any more, and nobody is told. */
  | 'freeze'

export interface PostgresProxy {
  /** The database's URL through the proxy. */
  readonly url: string
  /** What becomes of each message. */
  decide: (message: Message) => Fate | Promise<Fate>
  /** What becomes of new connections: `cut` ends them at once. */
  welcome: 'pass' | 'cut' | 'freeze'
  /** Connections made so far. */
  readonly accepted: number
  /** Open now. */
  readonly open: number
  /** Does it to every connection there is. */
  all(fate: 'cut' | 'abandon' | 'freeze'): void
}

/** @param databaseUrl where it leads */
export async function startProxy(context: CleanUps, databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl)
  const links = new Set<Link>()
  let accepted = 0
  const server = createServer(client => {
    accepted += 1
    const { welcome } = proxy
    if (welcome === 'cut') return void client.destroy()
    const link = createLink(client, Number(target.port), message => proxy.decide(message))
    links.add(link)
    client.once('close', () => links.delete(link))
    if (welcome === 'freeze') link.meet('freeze')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    for (const link of links) link.meet('cut')
    server.close()
  })
  const address = server.address()
  const url = new URL(databaseUrl)
  url.port = String(typeof address === 'object' ? address?.port : '')
  const proxy: PostgresProxy = {
    url: url.href,
    decide: () => 'pass',
    welcome: 'pass',
    get accepted() {
      return accepted
    },
    get open() {
      return links.size
    },
    all(fate) {
      for (const link of links) link.meet(fate)
    },
  }
  return proxy
}

interface Link {
  meet(fate: Fate): void
}

function createLink(client: Socket, port: number, decide: (message: Message) => Fate | Promise<Fate>): Link {
  const server = connect(port, '127.0.0.1')
  let isFrozen = false
  let isAbandoned = false
  for (const socket of [client, server]) socket.setNoDelay(true).on('error', () => {})

  function meet(fate: Fate): void {
    if (fate === 'freeze') isFrozen = true
    if (fate === 'cut') server.destroy()
    if (fate === 'abandon') isAbandoned = true
    if (fate === 'cut' || fate === 'abandon') client.destroy()
  }

  function carry(from: Message['from'], source: Socket, target: Socket): void {
    let rest = Buffer.alloc(0)
    let isFirst = from === 'client'
    let passing = Promise.resolve()
    source.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      const whole: Buffer[] = []
      for (;;) {
        const header = isFirst ? 0 : 1
        if (rest.length < header + 4) break
        const length = header + rest.readUInt32BE(header)
        if (rest.length < length) break
        whole.push(rest.subarray(0, length))
        rest = rest.subarray(length)
        isFirst = false
      }
      // In order, however long one takes to be decided about.
      passing = passing.then(() => pass(from, whole, target))
    })
    source.on('close', () => {
      if (!isFrozen && !isAbandoned) target.destroy()
    })
  }

  let isClientFirst = true
  async function pass(from: Message['from'], messages: readonly Buffer[], target: Socket): Promise<void> {
    for (const message of messages) {
      const isUntyped = from === 'client' && isClientFirst
      if (from === 'client') isClientFirst = false
      const type = isUntyped ? '' : message.toString('latin1', 0, 1)
      const text = message.toString('utf8', isUntyped ? 8 : 5).replace(/\0+$/, '')
      const fate = isFrozen || isAbandoned ? 'drop' : await decide({ from, type, text })
      meet(fate)
      if (fate === 'pass' && !isFrozen && !isAbandoned) target.write(message)
    }
  }

  carry('client', client, server)
  carry('server', server, client)
  return { meet }
}
