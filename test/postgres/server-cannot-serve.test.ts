// A PostgreSQL server that cannot be used as it is: each reason is told with what to do about it, and no password is shown.

import assert from 'node:assert/strict'
import { chmodSync, chownSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DatabaseProblem, migrate, openDatabase } from '@harambee/payments'
import { sql } from 'kysely'
import postgres from 'postgres'
import { type PostgresServer, startPostgres } from '../crash/postgres-server.ts'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { runCli, withoutOurs } from '../journeys/start-harambee.ts'
import { makeCertificate } from './make-certificate.ts'

const PASSWORD = 'hunter2'

let server: PostgresServer
let admin: postgres.Sql
const cleanUps = gatherCleanUps()
before(async () => {
  server = await startPostgres(cleanUps)
  admin = postgres(toUrl('postgres', { user: 'postgres', password: 'test' }), { max: 1, onnotice() {} })
  await admin.unsafe(`CREATE ROLE harambee LOGIN PASSWORD '${PASSWORD}'`)
  await createDatabase('books', 'OWNER harambee')
})
after(async () => {
  await admin.end()
  await cleanUps.run()
})

async function createDatabase(name: string, options: string): Promise<void> {
  await admin.unsafe(`CREATE DATABASE ${name} ${options}`)
}

interface UrlFacts {
  readonly user?: string
  readonly password?: string
  readonly host?: string
  readonly port?: number
  readonly query?: string
}

function toUrl(database: string, facts: UrlFacts = {}): string {
  const { user = 'harambee', password = PASSWORD, host = '127.0.0.1', port = server.port, query = '' } = facts
  return `postgres://${user}:${password}@${host}:${port}/${database}${query}`
}

/** Opens it as every process does at its start. @returns what it says; null: it can be used */
async function findProblem(url: string): Promise<string | null> {
  const setTimer = (delayMs: number, run: () => void) => {
    const timer = setTimeout(run, delayMs / 10)
    return () => clearTimeout(timer)
  }
  const database = openDatabase(url, '/', { setTimer })
  try {
    await database.assertServes()
    return null
  } catch (error) {
    assert.ok(error instanceof DatabaseProblem, String(error))
    assert.ok(!error.message.includes(PASSWORD), error.message)
    return error.message
  } finally {
    await database.close()
  }
}

/** Sets something for the time of `run`. */
async function withSetting(set: string, reset: string, run: () => Promise<void>): Promise<void> {
  await admin.unsafe(set)
  try {
    await run()
  } finally {
    await admin.unsafe(reset)
  }
}

test('a server that is as it should be has no problem', async () => {
  assert.equal(await findProblem(toUrl('books')), null)
})

test('a wrong password, an unknown user and a missing database', async () => {
  const wrong = await findProblem(toUrl('books', { password: 'wrong' }))
  const unknown = await findProblem(toUrl('books', { user: 'nobody' }))
  const missing = await findProblem(toUrl('boks'))

  assert.match(wrong ?? '', /password authentication failed.*correct user and password in DATABASE_URL/)
  assert.match(unknown ?? '', /correct user and password in DATABASE_URL/)
  assert.match(missing ?? '', /"boks" does not exist.*CREATE DATABASE boks OWNER harambee, or correct DATABASE_URL/)
})

test('nobody answers, nobody is known by that name, or somebody answers who is no PostgreSQL', async context => {
  const silent = createServer(() => {})
  const chatty = createServer(socket => void socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  for (const one of [silent, chatty]) {
    await new Promise<void>(resolve => one.listen(0, '127.0.0.1', resolve))
    context.after(() => one.close())
  }
  const portOf = (one: typeof silent) => (one.address() as { port: number }).port

  const refused = await findProblem(toUrl('books', { port: 1 }))
  const unknown = await findProblem(toUrl('books', { host: 'no-such-host.invalid', query: '?sslmode=disable' }))
  const mute = await findProblem(toUrl('books', { port: portOf(silent) }))
  const other = await findProblem(toUrl('books', { port: portOf(chatty) }))

  assert.match(refused ?? '', /127\.0\.0\.1:1\/books cannot be used.*start the server, or correct host and port/)
  assert.match(unknown ?? '', /no-such-host\.invalid is not known/)
  assert.match(mute ?? '', /no answer for 4\.5 s.*check host, port/)
  assert.match(other ?? '', /check host, port, user and password/)
})

test('commits that are not on disk when they are acknowledged', async () => {
  const url = toUrl('books')
  await withSetting(
    'ALTER ROLE harambee SET synchronous_commit = off',
    'ALTER ROLE harambee RESET synchronous_commit',
    async () => assert.match((await findProblem(url)) ?? '', /synchronous_commit=off\): set both to on/),
  )
  await admin.unsafe('ALTER SYSTEM SET fsync = off')
  await reload('fsync', 'off')
  assert.match((await findProblem(url)) ?? '', /acknowledges commits that are not on disk \(fsync=off/)
  await admin.unsafe('ALTER SYSTEM RESET fsync')
  await reload('fsync', 'on')
  assert.equal(await findProblem(url), null)
})

/** The server reads its settings again in its own time. */
async function reload(name: string, value: string): Promise<void> {
  await admin.unsafe('SELECT pg_reload_conf()')
  for (let tries = 0; tries < 1_000; tries++) {
    const fresh = postgres(toUrl('postgres', { user: 'postgres', password: 'test' }), { max: 1, onnotice() {} })
    const [row] = await fresh`SELECT current_setting(${name}) AS value`
    await fresh.end()
    if (row?.value === value) return
  }
  throw new Error(`${name} never became ${value}`)
}

test('a server that only lets read, one that is full, and a database of another encoding', async () => {
  const url = toUrl('books')
  await withSetting(
    'ALTER DATABASE books SET default_transaction_read_only = on',
    'ALTER DATABASE books RESET default_transaction_read_only',
    async () => assert.match((await findProblem(url)) ?? '', /only lets read: name the primary server/),
  )
  await withSetting('ALTER ROLE harambee CONNECTION LIMIT 0', 'ALTER ROLE harambee CONNECTION LIMIT -1', async () =>
    assert.match((await findProblem(url)) ?? '', /too many connections.*raise max_connections/),
  )
  await createDatabase('latin', "OWNER harambee ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
  assert.match(
    (await findProblem(toUrl('latin'))) ?? '',
    /keeps text as LATIN1: make the database with ENCODING 'UTF8'/,
  )
})

test('a user who may not make tables is told so when migrating', async () => {
  await createDatabase('others', '')
  const database = openDatabase(toUrl('others'), '/', { setTimer: () => () => {} })

  await assert.rejects(migrate(database, 0), error => {
    assert.ok(error instanceof DatabaseProblem)
    assert.match(error.message, /may not make tables in this database: let the database belong to it/)
    return true
  })
  await database.close()
})

test('sslmode says whether the connection is encrypted, and whether the server has to prove who it is', async () => {
  const encrypted = (query: string) => findProblem(toUrl('books', { host: 'localhost', query }))
  assert.match((await encrypted('?sslmode=require')) ?? '', /offers no encryption.*turn encryption on at the server/)
  assert.equal(await encrypted('?sslmode=prefer'), null)

  const rootFile = await turnEncryptionOn('localhost')
  assert.deepEqual(await Promise.all(['?sslmode=disable', '?sslmode=prefer', '?sslmode=require'].map(encrypted)), [
    null,
    null,
    null,
  ])
  assert.equal(await isEncrypted('?sslmode=disable'), false)
  assert.equal(await isEncrypted('?sslmode=prefer'), true)
  for (const mode of ['verify-ca', 'verify-full']) {
    assert.match(
      (await encrypted(`?sslmode=${mode}`)) ?? '',
      /self-signed certificate.*sslrootcert names its authority/,
    )
    assert.equal(await encrypted(`?sslmode=${mode}&sslrootcert=${rootFile}`), null)
  }
  const byAddress = (mode: string) => findProblem(toUrl('books', { query: `?sslmode=${mode}&sslrootcert=${rootFile}` }))
  assert.equal(await byAddress('verify-ca'), null)
  assert.match((await byAddress('verify-full')) ?? '', /127\.0\.0\.1.*sslrootcert/)

  await admin.unsafe('ALTER SYSTEM RESET ssl')
  await reload('ssl', 'off')
})

/** @returns the file of the certificate */
async function turnEncryptionOn(host: string): Promise<string> {
  const data = join(server.folder, 'data')
  const { uid, gid } = statSync(data)
  const { certificate, key } = makeCertificate(host)
  for (const [name, text] of [
    ['server.crt', certificate],
    ['server.key', key],
  ] as const) {
    writeFileSync(join(data, name), text, { mode: 0o600 })
    if (process.getuid?.() === 0) chownSync(join(data, name), uid, gid)
  }
  const rootFile = join(server.folder, 'root.crt')
  writeFileSync(rootFile, certificate)
  chmodSync(rootFile, 0o644)
  await admin.unsafe('ALTER SYSTEM SET ssl = on')
  await reload('ssl', 'on')
  return rootFile
}

async function isEncrypted(query: string): Promise<boolean> {
  const database = openDatabase(toUrl('books', { host: 'localhost', query }), '/', { setTimer: () => () => {} })
  const { rows } = await sql<{ ssl: boolean }>`SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`.execute(
    database.kysely,
  )
  await database.close()
  return rows[0]?.ssl === true
}

test('every command ends with exit code 1 and one readable problem', async () => {
  const secrets = { HARAMBEE_SECRET: 'h'.repeat(64), MPESA_CALLBACK_SECRET_KEY: 'c0ffee'.repeat(8) }
  const run = (databaseUrl: string, ...args: string[]) =>
    runCli(args, { ...withoutOurs(process.env), ...secrets, DATABASE_URL: databaseUrl })
  const wrong = toUrl('books', { password: `${PASSWORD}x` })
  const torn = `postgres://harambee:${PASSWORD}/x@127.0.0.1/books`
  const cases: [Promise<Awaited<ReturnType<typeof runCli>>>, RegExp][] = [
    [run(wrong, 'start', '--json'), /correct user and password in DATABASE_URL/],
    [run(torn, 'start', '--json'), /write @ as %40/],
    [run(wrong, 'migrate', '--json'), /correct user and password/],
    [run(toUrl('books', { port: 1 }), 'payments', 'list', '--json'), /start the server, or correct host and port/],
    [run(toUrl('latin'), 'verify', '--json'), /keeps text as LATIN1/],
    [run(wrong, 'doctor', '--json'), /correct user and password/],
  ]

  for (const [running, problem] of cases) {
    const { exitCode, stdout, stderr } = await running
    assert.equal(exitCode, 1, stdout + stderr)
    assert.match(stdout, problem)
    assert.ok(!(stdout + stderr).includes(PASSWORD), stdout + stderr)
    assert.doesNotMatch(stderr, /\n\s+at /)
  }
})
