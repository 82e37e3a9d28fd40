// Every callback that was answered 200 was on the disk before: shown with strace, for each of them. The row was written to
// the database's log, the log was synced after that, and only then the answer went out.

import assert from 'node:assert/strict'
import { Agent, request as sendRequest } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import postgres from 'postgres'
import { hashBody } from '../journeys/hash-body.ts'
import { createDice, type Dice } from '../simulation/dice.ts'
import { toStranger } from './callers.ts'
import { openWorld, type World } from './open-world.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'
import { IS_SOAK, type Round, runRounds } from './soak.ts'
import { findObstacle, isTraced, type KernelCall, readTrace, trace, tracing } from './strace.ts'

/** Of the long form's minutes, for each database. */
const SHARE = 0.04
const CALLBACKS = IS_SOAK ? 500 : 300
/** So many at once share a commit; enough for several to be under way. */
const CONNECTIONS = 8
/** `HTTP/1.1 200`, as it goes over the wire. */
const OK_HEX = Buffer.from('HTTP/1.1 200').toString('hex')
/** PostgreSQL's log is written in whole pages, each with a header in front that may cut a row in two. */
const PAGE_DIGITS = 2 * 8192
const PAGE_HEADER_DIGITS = 2 * 24
/** A quarter of the hash is still nobody else's. */
const PIECE_DIGITS = 16

const obstacle = findObstacle()

test('no callback is answered before its row is synced [SQLite]', async context => {
  if (obstacle) return skip(context, obstacle)
  let proven = 0

  await runRounds(SHARE, async round => {
    const world = await openWorld(round, 'SQLite', round)
    const output = join(world.folder, 'trace')
    const engine = world.startEngine({ command: tracing(output) })
    await engine.untilHealthy()
    const sent = await sendMany(round, world, engine.port)
    await engine.kill()

    proven += prove(await readTrace(output), sent, engine.port, /-wal$/)
  })

  context.diagnostic(`SQLite: ${proven} of ${proven} answers came after the sync of their row`)
})

test('no callback is answered before its row is synced [PostgreSQL]', async context => {
  if (obstacle) return skip(context, obstacle)
  let proven = 0

  await runRounds(SHARE, async round => {
    const server = await startPostgres(round)
    const world = await openWorld(round, 'PostgreSQL', { ...round, databaseUrl: await server.createDatabase() })
    await assertDurable(world.databaseUrl)
    const output = join(world.folder, 'trace')
    const engine = world.startEngine()
    await engine.untilHealthy()
    const stop = await traceAll(round, output, server, engine.pid)
    const sent = await sendMany(round, world, engine.port)
    await stop()

    proven += prove(await readTrace(output), sent, engine.port, /\/pg_wal\/[0-9A-F]+$/)
  })

  context.diagnostic(`PostgreSQL: ${proven} of ${proven} answers came after the sync of their row`)
})

/** Every answer's row was written, then synced, then answered. @returns how many answers there are */
function prove(calls: readonly KernelCall[], sent: Sent, port: number, log: RegExp): number {
  const answers = calls.filter(call => call.target.includes(`:${port}->`) && call.hex.startsWith(OK_HEX))
  const logWrites = calls.filter(call => /^pwrite|^write/.test(call.name) && log.test(call.target)).map(toLogWrite)
  const syncs = calls.filter(call => /sync$/.test(call.name) && log.test(call.target))
  const answered = new Map<string, number>()
  let count = 0
  for (const answer of answers) {
    const sender = /->[^:]*:(\d+)/.exec(answer.target)?.[1] ?? ''
    const place = answered.get(sender) ?? 0
    answered.set(sender, place + 1)
    const hash = sent.get(Number(sender))?.[place]
    // Questions about its health come over other connections.
    if (hash === undefined) continue
    const written = findWritten(logWrites, hash)
    const isSynced = syncs.some(
      sync => sync.target === written?.target && sync.began > written.ended && sync.ended < answer.began,
    )
    assert.ok(written, `the row of answer ${count} was never written to the log`)
    assert.ok(isSynced, `answer ${count} went out before the log was synced`)
    count += 1
  }
  const total = [...sent.values()].reduce((sum, hashes) => sum + hashes.length, 0)
  assert.equal(count, total, 'answers are missing from the trace')
  return count
}

/** The write that completed the row. Pages are written again later, and with them rows that have long been there. */
function findWritten(writes: readonly LogWrite[], hash: string): KernelCall | undefined {
  const whole = writes.find(({ rows }) => rows.includes(hash))
  // Two writes may share a row. Its middle or its end is then in the second, and of three pieces only one can be cut.
  const middle = (hash.length - PIECE_DIGITS) / 2
  const pieces = [hash.slice(0, PIECE_DIGITS), hash.slice(middle, -middle), hash.slice(-PIECE_DIGITS)]
  const [, second] = pieces
    .flatMap(piece => writes.find(({ rows }) => rows.includes(piece)) ?? [])
    .toSorted((left, right) => left.call.ended - right.call.ended)
  return [whole, second].flatMap(write => write?.call ?? []).toSorted((left, right) => left.ended - right.ended)[0]
}

interface LogWrite {
  readonly call: KernelCall
  /** What was written, without the headers of its pages. */
  readonly rows: string
}

function toLogWrite(call: KernelCall): LogWrite {
  if (call.hex.length === 0 || call.hex.length % PAGE_DIGITS !== 0) return { call, rows: call.hex }
  const pages = Array.from({ length: call.hex.length / PAGE_DIGITS }, (_, page) =>
    call.hex.slice(page * PAGE_DIGITS + PAGE_HEADER_DIGITS, (page + 1) * PAGE_DIGITS),
  )
  return { call, rows: pages.join('') }
}

/** Hashes of what each connection was used for, by its port, in order. */
type Sent = ReadonlyMap<number, readonly string[]>

/** Sends callbacks over a few connections; each has to be answered 200. */
async function sendMany({ seed }: Round, world: World, port: number): Promise<Sent> {
  const dice = createDice(BigInt(seed), 'strangers')
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const sent = new Map<number, string[]>()
  let left = CALLBACKS
  async function sendSome(): Promise<void> {
    while (left > 0) {
      left -= 1
      await sendOne(world, port, agent, dice, left, sent)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, sendSome))
  agent.destroy()
  return sent
}

function sendOne(
  { key }: World,
  port: number,
  agent: Agent,
  dice: Dice,
  number: number,
  sent: Map<number, string[]>,
): Promise<void> {
  const body = toStranger(number, dice)
  const hash = hashBody(body)
  return new Promise((resolve, reject) => {
    const options = { agent, host: '127.0.0.1', port, path: `/api/mpesa/${key}`, method: 'POST' }
    const request = sendRequest({ ...options, headers: { 'content-length': Buffer.byteLength(body) } }, response => {
      const from = request.socket?.localPort ?? 0
      sent.set(from, [...(sent.get(from) ?? []), hash])
      if (response.statusCode !== 200) reject(new Error(`it was answered ${response.statusCode}`))
      response.on('end', resolve).resume()
    })
    request.on('error', reject)
    request.end(body)
  })
}

async function assertDurable(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice() {} })
  const settings = ['fsync', 'synchronous_commit', 'full_page_writes']
  const rows = await client`SELECT name, setting FROM pg_settings WHERE name IN ${client(settings)}`
  await client.end()
  assert.deepEqual(new Set(rows.map(row => `${row.name}=${row.setting}`)), new Set(settings.map(name => `${name}=on`)))
}

/** A session that began while its siblings were being attached to would write unseen: then once more. */
async function traceAll(
  round: Round,
  output: string,
  server: PostgresServer,
  pid: number,
): Promise<() => Promise<void>> {
  for (;;) {
    const stop = await trace(round, output, [pid, ...listPids(server)])
    if (listPids(server).every(isTraced)) return stop
    await stop()
  }
}

function listPids(server: PostgresServer): number[] {
  return [server.pid, ...server.listChildren().map(({ pid }) => pid)]
}

function skip(context: { skip(because: string): void }, because: string): void {
  console.log(`skipped: ${because}`)
  context.skip(because)
}
