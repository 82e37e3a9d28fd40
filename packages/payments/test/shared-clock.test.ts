// Hosts whose clocks are minutes apart go by the database's.

import assert from 'node:assert/strict'
import type { Shillings } from '@harambee/daraja'
import { openDatabase } from '../src/database/open-database.ts'
import type { Engine } from '../src/engine.ts'
import { openEngine } from '../src/engine.ts'
import { SILENT_LOG } from '../src/log.ts'
import type { PaymentId } from '../src/payment.ts'
import { followDatabaseClock } from '../src/shared-clock.ts'
import { testOnPostgres } from './both-databases.ts'
import { openTestEngine, PHONE } from './open-test-engine.ts'
import { realTimer } from './test-postgres.ts'

const MINUTE_MS = 60_000

testOnPostgres('a clock five minutes ahead or behind is corrected, and followed when it is set', async context => {
  const { engine } = await openTestEngine(context)
  const warnings: unknown[] = []
  const log = { ...SILENT_LOG, warn: (_message: string, facts?: object) => warnings.push(facts) }
  let aheadMs = 5 * MINUTE_MS
  let lookAgain = () => {}
  const clock = await followDatabaseClock(engine.database, {
    nowMs: () => Date.now() + aheadMs,
    setTimer(_delayMs, run) {
      lookAgain = run
      return () => {}
    },
    log,
  })
  const differenceMs = () => Math.abs(clock.nowMs() - Date.now())
  assert.ok(differenceMs() < 1_000, `${differenceMs()}`)

  aheadMs = -5 * MINUTE_MS
  lookAgain()
  while (differenceMs() > 1_000) await new Promise(resolve => setImmediate(resolve))
  clock.stop()

  assert.equal(warnings.length, 2)
})

testOnPostgres('two hosts whose clocks are ten minutes apart do not prompt one phone twice', async context => {
  const { configuration, folder, daraja } = await openTestEngine(context)
  const engines: Engine[] = []
  for (const aheadMs of [-5 * MINUTE_MS, 5 * MINUTE_MS]) {
    const database = openDatabase(configuration.serving.databaseUrl, folder, { setTimer: realTimer })
    const own = { nowMs: () => Date.now() + aheadMs, setTimer: realTimer, log: SILENT_LOG }
    const clock = await followDatabaseClock(database, own)
    context.after(() => clock.stop())
    const ports = { nowMs: clock.nowMs, transport: daraja.transport }
    engines.push(await openEngine(configuration, { folder, log: SILENT_LOG, ports, database }))
  }
  const ask = (engine: Engine | undefined, letter: string) =>
    engine?.requestPayment({
      id: letter.repeat(32) as PaymentId,
      campaign: 'madarasa',
      amountKes: 500 as Shillings,
      phoneNumber: PHONE,
      giver: letter,
      peerAddress: null,
    })

  const behind = await ask(engines[0], 'a')
  const ahead = await ask(engines[1], 'b')
  for (const engine of engines) await engine.close()

  assert.deepEqual([behind?.outcome, ahead?.outcome], ['requested', 'refused'])
  assert.equal(daraja.pushes.length, 1)
})
