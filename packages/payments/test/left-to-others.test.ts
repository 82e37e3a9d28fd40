// Callbacks an engine had begun on when it died: its session holds them until the server ends it, and tells nobody then.

import assert from 'node:assert/strict'
import postgres from 'postgres'
import { testOnPostgres } from './both-databases.ts'
import { c2bBody } from './callback-bodies.ts'
import { openTestEngine } from './open-test-engine.ts'

testOnPostgres('what another engine died over is drained a second after its session is gone', async context => {
  const { engine, configuration, time } = await openTestEngine(context)
  const path = `${new URL(configuration.callbacks.base.reveal()).pathname}/c2b/confirmation`
  const taken = engine.takeCallback({ path, peerAddress: '127.0.0.1', body: Buffer.from(c2bBody({})) })
  await time.settle()
  assert.equal((await taken)?.status, 200)
  const verdicts = async () => (await engine.listInbox({ limit: 2 })).map(({ verdict }) => verdict)
  // A stranger to the test's clock, which waits for everything else that is under way.
  const other = postgres(configuration.serving.databaseUrl, { max: 1, onnotice() {} })
  context.after(() => other.end())
  const isHeld = Promise.withResolvers<void>()
  const isDead = Promise.withResolvers<void>()
  const dying = other.begin(async transaction => {
    await transaction`SELECT id FROM inbox FOR UPDATE`
    isHeld.resolve()
    await isDead.promise
    throw new Error('it died')
  })
  dying.catch(() => {})
  await isHeld.promise

  engine.startWorker()
  await time.advance(5_000)
  assert.deepEqual(await verdicts(), [null])
  isDead.resolve()
  await assert.rejects(dying, { message: 'it died' })
  await time.advance(1_000)

  assert.deepEqual(await verdicts(), ['applied'])
})
