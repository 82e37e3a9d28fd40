// A database is used with the secret it was begun with, and with no other.

import assert from 'node:assert/strict'
import { DatabaseProblem } from '../src/database/database.ts'
import { openEngine } from '../src/engine.ts'
import { SILENT_LOG } from '../src/log.ts'
import { test } from './both-databases.ts'
import { openTestEngine, readTestConfiguration } from './open-test-engine.ts'

test('a database begun with another secret is refused, saying what to do', async context => {
  const { configuration, folder } = await openTestEngine(context)
  const { databaseUrl } = configuration.serving
  const other = readTestConfiguration({ DATABASE_URL: databaseUrl, HARAMBEE_SECRET: 'o'.repeat(64) })

  await assert.rejects(openEngine(other, { folder, log: SILENT_LOG }), error => {
    assert.ok(error instanceof DatabaseProblem)
    assert.match(error.message, /begun with another HARAMBEE_SECRET: set it to that one.*secrets\.json/)
    return true
  })
  const again = await openEngine(configuration, { folder, log: SILENT_LOG })
  await again.close()
})

test('of two secrets that come to an empty database at once, one is taken', async context => {
  const { configuration, folder, engine } = await openTestEngine(context)
  const { databaseUrl } = configuration.serving
  await engine.database.kysely.deleteFrom('secret_mark').execute()
  const open = (secret: string) =>
    openEngine(readTestConfiguration({ DATABASE_URL: databaseUrl, HARAMBEE_SECRET: secret.repeat(64) }), {
      folder,
      log: SILENT_LOG,
    })

  const opened = await Promise.allSettled(['1', '2', '3', '4'].map(open))

  assert.equal(opened.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const one of opened) if (one.status === 'fulfilled') await one.value.close()
})

test('who only looks leaves no mark', async context => {
  const { configuration, folder, engine } = await openTestEngine(context)
  const { databaseUrl } = configuration.serving
  await engine.database.kysely.deleteFrom('secret_mark').execute()
  const other = readTestConfiguration({ DATABASE_URL: databaseUrl, HARAMBEE_SECRET: 'o'.repeat(64) })

  const looking = await openEngine(other, { folder, log: SILENT_LOG, isLooking: true })
  await looking.close()

  const marks = await engine.database.kysely.selectFrom('secret_mark').select('id').execute()
  assert.deepEqual(marks, [])
})
