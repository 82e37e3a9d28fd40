// One chain over the whole history, whoever adds to it at the same moment.

import assert from 'node:assert/strict'
import type { PhoneNumber } from '@harambee/daraja'
import { testOnPostgres } from './both-databases.ts'
import { openTestEngine, request } from './open-test-engine.ts'

const ROUNDS = 10

testOnPostgres('prompts by four engines at once hang their lines on one chain, each behind another', async context => {
  const { engine, openAnother } = await openTestEngine(context)
  const engines = [engine, await openAnother(), await openAnother(), await openAnother()]

  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(
      engines.map((one, index) =>
        request(one, { phoneNumber: `2547000${10_000 + round * 10 + index}` as PhoneNumber }),
      ),
    )
  }

  const { payments, firstBadRow } = await engine.verifyBooks()
  assert.deepEqual([payments, firstBadRow], [ROUNDS * engines.length, null])
})
