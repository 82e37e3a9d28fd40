// How many prompts may be asked for: per phone, per address and overall, by several processes together.

import assert from 'node:assert/strict'
import type { PhoneNumber } from '@harambee/daraja'
import { readConfiguration } from '../src/configuration/configuration.ts'
import { toPhoneFreeAt } from '../src/prompt-limits.ts'
import type { PhonePrompt } from '../src/queries/list-phone-prompts.ts'
import type { PaymentRequest } from '../src/request-payment.ts'
import { databaseOf, test } from './both-databases.ts'
import { failureBody } from './callback-bodies.ts'
import { buildIntent, OTHER_PHONE, openTestEngine, PHONE, START, type TestEngine } from './open-test-engine.ts'
import { errorBody } from './scripted-daraja.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const DEFAULTS = {
  PROMPT_LIMIT_PER_PHONE: '3/15m,10/24h',
  PROMPT_LIMIT_PER_ADDRESS: '10/10m',
  PROMPT_LIMIT_OVERALL: '1200/1m',
}

function reasonOf(request: PaymentRequest): string {
  return request.outcome === 'refused' ? request.reason : request.outcome
}

/** Asks, and has the prompt end: nobody may wait for it. */
async function askAndEnd({ engine, daraja, time }: TestEngine, resultCode: number): Promise<string> {
  const request = await engine.requestPayment(buildIntent())
  if (request.outcome === 'requested') {
    const payment = await request.pushed
    const { pathname } = new URL(daraja.pushes.at(-1)?.CallBackURL ?? '')
    const body = Buffer.from(failureBody(payment, resultCode))
    const taken = engine.takeCallback({ path: pathname, peerAddress: '127.0.0.1', body })
    await time.advance(1)
    assert.equal((await taken)?.status, 200)
  }
  return reasonOf(request)
}

test('limits are read, and what is no limit is told', () => {
  const secrets = () => ({ harambeeSecret: 'h'.repeat(64), callbackSecretKey: 'c0ffee'.repeat(8) })
  const read = readConfiguration({}, secrets)
  assert.ok('configuration' in read)
  assert.deepEqual(read.configuration.prompts, {
    perPhone: [
      { count: 3, windowMs: 15 * MINUTE_MS },
      { count: 10, windowMs: 24 * HOUR_MS },
    ],
    perAddress: [{ count: 10, windowMs: 10 * MINUTE_MS }],
    overall: [{ count: 1_200, windowMs: MINUTE_MS }],
  })
  for (const text of ['0/15m', '3', '3/15', '3/15w', '-1/1m', '3/0m', '3/49h', '3/3d', '1e3/1m', '3/15m,', 'off']) {
    const wrong = readConfiguration({ PROMPT_LIMIT_PER_PHONE: text }, secrets)
    assert.ok('problems' in wrong, text)
    assert.match(wrong.problems.join('\n'), /PROMPT_LIMIT_PER_PHONE=.*3\/15m,10\/24h/)
  }
})

test('a phone sees three prompts in a quarter of an hour, and the next when it is over', async context => {
  const world = await openTestEngine(context, DEFAULTS)
  const { engine, time } = world
  engine.startWorker()

  const said: string[] = []
  for (let minute = 0; minute < 4; minute++) {
    // Not enough money is nobody's refusal.
    said.push(await askAndEnd(world, 1))
    await time.advance(MINUTE_MS)
  }
  await time.advance(10 * MINUTE_MS)
  said.push(await askAndEnd(world, 1))
  await time.advance(2 * MINUTE_MS)
  said.push(await askAndEnd(world, 1))

  assert.deepEqual(said, ['requested', 'requested', 'requested', 'phone-limit', 'phone-limit', 'requested'])
})

test('ten in a day, however they are spread', async context => {
  const world = await openTestEngine(context, DEFAULTS)
  const { engine, time } = world
  engine.startWorker()

  const said: string[] = []
  for (let turn = 0; turn < 12; turn++) {
    said.push(await askAndEnd(world, 1))
    await time.advance(20 * MINUTE_MS)
  }

  assert.equal(said.filter(reason => reason === 'requested').length, 10)
  assert.deepEqual(said.slice(10), ['phone-limit', 'phone-limit'])
  await time.advance(24 * HOUR_MS - 12 * 20 * MINUTE_MS + 1)
  assert.equal(await askAndEnd(world, 1), 'requested')
})

test('a phone whose holder cancels again and again is left alone for longer each time', async context => {
  const world = await openTestEngine(context, DEFAULTS)
  const { engine, time } = world
  engine.startWorker()

  const askedAfterMinutes: number[] = []
  for (let minute = 0; minute < 12 * 60; minute += 5) {
    if ((await askAndEnd(world, 1032)) === 'requested') askedAfterMinutes.push(minute)
    await time.advance(5 * MINUTE_MS)
  }

  // Three, then half an hour, two hours and eight hours after the last.
  assert.deepEqual(askedAfterMinutes, [0, 5, 10, 40, 160, 640])
})

test('what Safaricom refuses to send has annoyed nobody and counts for nothing', async context => {
  const { engine, daraja } = await openTestEngine(context, DEFAULTS)
  daraja.push = () => errorBody(400, '400.002.02', 'Bad Request - Invalid Amount')

  const said: string[] = []
  for (let turn = 0; turn < 5; turn++) {
    const request = await engine.requestPayment(buildIntent())
    if (request.outcome === 'requested') await request.pushed
    said.push(reasonOf(request))
  }

  assert.deepEqual(said, Array(5).fill('requested'))
})

test('an address asks for ten prompts in ten minutes, at two processes together', async context => {
  const { engine, openAnother, time } = await openTestEngine(context, DEFAULTS)
  // Two connections to one SQLite file wait for each other in one process: there the processes of test/attacks do it.
  const other = databaseOf(context) === 'PostgreSQL' ? await openAnother() : engine
  const ask = (index: number, peerAddress: string | null) =>
    [engine, other][index % 2]?.requestPayment(
      buildIntent({ phoneNumber: `2547000010${String(index).padStart(2, '0')}` as PhoneNumber, peerAddress }),
    )

  const asked = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(index, '198.51.100.9')))
  const elsewhere = await ask(30, '198.51.100.10')
  const fromShell = await ask(31, null)
  const refused = asked.find(request => request?.outcome === 'refused')
  await time.advance(10 * MINUTE_MS + 1)
  const later = await ask(32, '198.51.100.9')

  assert.equal(asked.filter(request => request?.outcome === 'requested').length, 10)
  assert.ok(refused?.outcome === 'refused' && refused.reason === 'address-limit')
  assert.equal(refused.retryAtMs, START + 10 * MINUTE_MS)
  assert.deepEqual(
    [elsewhere, fromShell, later].map(request => request?.outcome),
    ['requested', 'requested', 'requested'],
  )
})

test('all together ask for so many and no more', async context => {
  const { engine, time } = await openTestEngine(context, { ...DEFAULTS, PROMPT_LIMIT_OVERALL: '2/1m' })
  const ask = async (last: number) =>
    reasonOf(await engine.requestPayment(buildIntent({ phoneNumber: `25470000110${last}` as PhoneNumber })))

  const first = [await ask(1), await ask(2), await ask(3)]
  await time.advance(MINUTE_MS + 1)

  assert.deepEqual(first, ['requested', 'requested', 'overall-limit'])
  assert.equal(await ask(3), 'requested')
})

test('a phone whose owner wants no prompts gets none until an operator lifts it', async context => {
  const { engine } = await openTestEngine(context, DEFAULTS)

  assert.equal(await engine.promptStops.stop(PHONE, '198.51.100.1'), true)
  assert.equal(await engine.promptStops.stop(PHONE, '198.51.100.2'), true)
  const stopped = await engine.requestPayment(buildIntent())
  const other = await engine.requestPayment(buildIntent({ phoneNumber: OTHER_PHONE }))
  const wasStopped = await engine.promptStops.allow(PHONE)
  const allowed = await engine.requestPayment(buildIntent())

  assert.deepEqual([stopped, other, allowed].map(reasonOf), ['phone-stopped', 'requested', 'requested'])
  assert.equal(wasStopped, true)
  assert.equal(await engine.promptStops.allow(PHONE), false)
})

test('one address stops five phones in a day', async context => {
  const { engine, time } = await openTestEngine(context, DEFAULTS)
  const stop = (last: number, from: string | null) => engine.promptStops.stop(`25470000120${last}` as PhoneNumber, from)

  const stopped = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(last => stop(last, '198.51.100.1')))

  assert.equal(stopped.filter(Boolean).length, 5)
  assert.equal(await stop(8, '198.51.100.2'), true)
  assert.equal(await stop(9, null), true)
  await time.advance(24 * HOUR_MS + 1)
  assert.equal(await stop(7, '198.51.100.1'), true)
})

test('prompts no limit counts any more are forgotten', async context => {
  const { engine, time } = await openTestEngine(context, DEFAULTS)
  engine.startWorker()
  const count = async () => (await engine.database.kysely.selectFrom('prompts').select('payment_id').execute()).length
  const request = await engine.requestPayment(buildIntent())
  assert.ok(request.outcome === 'requested')
  await request.pushed

  await time.advance(47 * HOUR_MS)
  assert.equal(await count(), 1)
  await time.advance(3 * HOUR_MS)
  assert.equal(await count(), 0)
})

test('when a phone is free again follows from its prompts alone', () => {
  const limits = { perPhone: [{ count: 2, windowMs: 10 * MINUTE_MS }] }
  const prompt = (minutesAgo: number, failureReason: string | null): PhonePrompt => ({
    askedAtMs: START - minutesAgo * MINUTE_MS,
    status: failureReason === null ? 'succeeded' : 'failed',
    failureReason,
  })
  const freeIn = (...prompts: PhonePrompt[]) => (toPhoneFreeAt(limits, prompts, START) - START) / MINUTE_MS

  assert.equal(toPhoneFreeAt(limits, [], START), 0)
  assert.equal(toPhoneFreeAt(limits, [prompt(1, null)], START), 0)
  assert.equal(freeIn(prompt(1, null), prompt(4, null)), 6)
  assert.equal(freeIn(prompt(1, 'cancelled'), prompt(4, 'unreachable')), 29)
  assert.equal(freeIn(prompt(1, 'cancelled'), prompt(4, 'wrong-pin')), 6)
  assert.equal(freeIn(prompt(1, 'cancelled'), prompt(4, 'expired'), prompt(50, 'cancelled')), 119)
  assert.equal(freeIn(...[1, 60, 120, 180, 240, 300].map(ago => prompt(ago, 'cancelled'))), 479)
})
