// An older version that is started on a database a newer one has migrated: each of its processes refuses, says what to do,
// and changes nothing.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { migrate, openDatabase } from '@harambee/payments'
import { type CleanUps, lastFirst } from '../journeys/clean-ups.ts'
import { findFreePorts } from '../journeys/free-ports.ts'
import { runCli, withoutOurs } from '../journeys/start-harambee.ts'
import { root, startProcess } from './child-process.ts'
import { describeDatabase } from './describe-database.ts'
import { listWithNext } from './next-migration.ts'
import type { DatabaseKind } from './open-world.ts'
import { createPostgresDatabase } from './postgres-server.ts'

const REFUSAL =
  'The database was written by a newer version of Harambee (it has 9999-next.sql). ' +
  'Start that version, or restore a backup from before the upgrade.'
const PROCESSES = { engine: 'packages/cli/src/processes/engine.ts', site: 'web/server/serve.ts' }

for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  test(`an older version refuses the database of a newer one, in every process [${kind}]`, async test => {
    const context = lastFirst(test)
    const folder = makeFolder(context)
    const url = await createNewerDatabase(context, kind, folder)
    const environment = await toEnvironment(url)
    const before = await describeDatabase(url)

    for (const command of ['migrate', 'start', 'verify', 'doctor', `backup ${folder}/a.backup`]) {
      const { exitCode, stdout, stderr } = await runCli(command.split(' '), environment)
      assert.equal(exitCode, 1, command)
      assert.ok((stdout + stderr).includes(REFUSAL), `${command}: ${stdout}${stderr}`)
    }
    const site = execFileSync(process.execPath, ['web/server/build.ts'], {
      cwd: root,
      env: environment,
      encoding: 'utf8',
    })
    environment.HARAMBEE_SITE_BUILD = site.trim()
    for (const [name, script] of Object.entries(PROCESSES)) {
      const running = startProcess(context, join(root, script), { folder, environment })
      assert.equal((await running.exited).code, 1, `${name}: ${running.output()}`)
      assert.ok(running.output().includes(REFUSAL), `${name}: ${running.output()}`)
    }

    assert.deepEqual(await describeDatabase(url), before)
  })
}

async function createNewerDatabase(context: CleanUps, kind: DatabaseKind, folder: string): Promise<string> {
  const url = kind === 'SQLite' ? `file:${join(folder, 'data', 'harambee.db')}` : await createPostgresDatabase(context)
  const database = openDatabase(url, '/', { setTimer: () => () => {} })
  await migrate(database, Date.now(), { migrations: listWithNext(database.engine) })
  await database.close()
  return url
}

async function toEnvironment(url: string): Promise<NodeJS.ProcessEnv> {
  const [port, callbackPort, simulatorPort] = (await findFreePorts(3)).map(String)
  return {
    ...withoutOurs(process.env),
    NODE_ENV: 'production',
    DATABASE_URL: url,
    HARAMBEE_SECRET: 'h'.repeat(64),
    MPESA_CALLBACK_SECRET_KEY: 'c0ffee'.repeat(8),
    PORT: port,
    CALLBACK_PORT: callbackPort,
    SIMULATOR_PORT: simulatorPort,
  }
}

function makeFolder(context: CleanUps): string {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-newer-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
