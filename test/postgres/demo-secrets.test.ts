// The demo makes its secrets by itself, on each machine its own. Two machines on one database have to hold the same.

import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { migrate, openDatabase } from '@harambee/payments'
import { startPostgres } from '../crash/postgres-server.ts'
import { type EngineProcess, startEngine } from '../crash/start-engine.ts'
import { findFreePorts } from '../journeys/free-ports.ts'
import { withoutOurs } from '../journeys/start-harambee.ts'

async function start(context: TestContext, folder: string, environment: NodeJS.ProcessEnv): Promise<EngineProcess> {
  const [port = 0] = await findFreePorts(1)
  return startEngine(context, { folder, port, environment: { ...withoutOurs(process.env), ...environment } })
}

function makeFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-host-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('a second machine without the first one’s secrets is refused, and starts once it has them', async context => {
  const databaseUrl = await (await startPostgres(context)).createDatabase()
  const database = openDatabase(databaseUrl, '/', { setTimer: () => () => {} })
  await migrate(database, 0)
  await database.close()
  const [here, there] = [makeFolder(context), makeFolder(context)]
  const first = await start(context, here, { DATABASE_URL: databaseUrl })
  await first.untilHealthy()

  const refused = await start(context, there, { DATABASE_URL: databaseUrl })
  assert.deepEqual((await refused.exited).code, 1)
  assert.match(refused.output(), /begun with another HARAMBEE_SECRET: set it to that one/)

  assert.ok(existsSync(join(here, 'data', 'secrets.json')))
  cpSync(join(here, 'data'), join(there, 'data'), { recursive: true })
  const second = await start(context, there, { DATABASE_URL: databaseUrl })
  await second.untilHealthy()
})
