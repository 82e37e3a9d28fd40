// The turn to ask Daraja about a payment, where several processes see the same one due.

import assert from 'node:assert/strict'
import { claimQuery } from '../src/queries/claim-query.ts'
import { test } from './both-databases.ts'
import { openTestEngine, request } from './open-test-engine.ts'

test('of five who see the same payment due, one has the turn, and whoever saw it earlier has none', async context => {
  const { engine, time } = await openTestEngine(context)
  const payment = await request(engine)
  const claim = () => claimQuery(engine.database.kysely, payment, time.nowMs() + 60_000)

  const turns = await Promise.all([claim(), claim(), claim(), claim(), claim()])

  assert.equal(turns.filter(turn => turn !== null).length, 1)
  assert.equal(await claim(), null)
})
