import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryJournal, createWorld, PHONE, readBody, type World } from './world.ts'

/** The same simulator after `kill -9`: all it has is the journal as it lies there, and the world's time. */
function restart(world: World, lines: readonly string[], options = {}): World {
  return createWorld({ ...options, seed: 99, journal: createMemoryJournal([...lines]) }, world.nowMs())
}

function createJournalled(options = {}): { world: World; lines: () => string[] } {
  const journal = createMemoryJournal()
  return { world: createWorld({ ...options, journal }), lines: () => journal.lines }
}

test('the ledger, phones, weather and clock survive', async () => {
  const { world, lines } = createJournalled()
  world.simulator.setFaults({ phoneFormat: 'masked' })
  world.simulator.setSubscriber(PHONE, { pin: '4321' })
  world.simulator.answer(await world.prompt(), 'pay')
  world.simulator.advance(3_600_000)

  const again = restart(world, lines())

  assert.deepEqual(again.simulator.ledger(), world.simulator.ledger())
  assert.deepEqual(again.simulator.phone(PHONE), world.simulator.phone(PHONE))
  assert.equal(again.simulator.faults().phoneFormat, 'masked')
  assert.equal(again.simulator.nowMs(), world.simulator.nowMs())
  assert.equal(again.simulator.seed, '0x1')
})

test('an open prompt is still open, can be paid, and rings out in its time', async () => {
  for (const action of ['pay', null] as const) {
    const { world, lines } = createJournalled()
    const id = await world.prompt()
    await world.pass(10_000)

    const again = restart(world, lines())
    assert.equal(again.simulator.prompts()[0]?.checkoutRequestId, id)
    if (action !== null) again.simulator.answer(id, action)
    await again.pass(50_000)

    const { ResultCode } = JSON.parse(again.posted[0]?.body ?? '').Body.stkCallback
    assert.equal(ResultCode, action === null ? 1037 : 0)
    assert.equal(again.posted.length, 1)
  }
})

test('a habit goes on where it was interrupted', async () => {
  const { world, lines } = createJournalled()
  world.simulator.setSubscriber(PHONE, { behaviour: 'pays', delayMs: 20_000 })
  await world.prompt()
  await world.pass(5_000)

  const again = restart(world, lines())
  await again.pass(14_999)
  assert.equal(again.posted.length, 0)
  await again.pass(1)

  assert.equal(again.simulator.ledger().receipts.length, 1)
})

test('a callback that was due goes out, late as it is', async () => {
  const { world, lines } = createJournalled()
  world.simulator.setFaults({ callbackDelayMs: 60_000 })
  world.simulator.answer(await world.prompt(), 'pay')
  await world.pass(30_000)
  assert.deepEqual(world.posted, [])

  const again = restart(world, lines())
  await again.pass(30_000)

  assert.equal(again.posted.length, 1)
  assert.equal(JSON.parse(again.posted[0]?.body ?? '').Body.stkCallback.ResultCode, 0)
})

test('a callback that was answered is not sent again', async () => {
  const { world, lines } = createJournalled()
  world.simulator.answer(await world.prompt(), 'pay')
  await world.pass(0)

  const again = restart(world, lines())
  await again.pass(3_600_000)

  assert.deepEqual(again.posted, [])
})

test('a payment that waited for validation is validated again and made once', async () => {
  const { world, lines } = createJournalled()
  await world.post('/mpesa/c2b/v1/registerurl', {
    ShortCode: '174379',
    ResponseType: 'Completed',
    ConfirmationURL: 'http://127.0.0.1:3001/confirmation',
    ValidationURL: 'http://127.0.0.1:3001/validation',
  })
  void world.simulator.payByPayBill({ phoneNumber: PHONE, shortCode: '174379', accountReference: 'a', amountKes: 50 })

  const again = restart(world, lines())
  await again.pass(0)

  assert.deepEqual(
    again.posted.map(({ url }) => url.split('/').at(-1)),
    ['validation', 'confirmation'],
  )
  assert.equal(again.simulator.ledger().receipts.length, 1)
})

test('tokens, receipts and request ids go on: none comes twice', async () => {
  const { world, lines } = createJournalled()
  const first = world.simulator.answer(await world.prompt(), 'pay')

  const again = restart(world, lines())
  await again.pass(1)
  const second = again.simulator.answer(await again.prompt(), 'pay')

  assert.notEqual(first.receiptNumber, second.receiptNumber)
  assert.notEqual(first.merchantRequestId, second.merchantRequestId)
  assert.equal(new Set(again.simulator.ledger().receipts.map(receipt => receipt.receiptNumber)).size, 2)
})

test('a torn last line is what a killed process leaves, and is skipped', async () => {
  const { world, lines } = createJournalled()
  world.simulator.answer(await world.prompt(), 'pay')
  const whole = [...lines()]
  await world.prompt()
  const last = lines().at(-1) ?? ''

  for (const length of [1, 10, Math.floor(last.length / 2), last.length - 1]) {
    const again = restart(world, [...whole, last.slice(0, length)])

    assert.equal(again.simulator.ledger().receipts.length, 1)
    assert.equal(again.simulator.prompts().length, 0)
  }
})

test('a process killed in its very first write starts empty', () => {
  for (const lines of [[], [''], ['{"jour']]) {
    const world = createWorld({ journal: createMemoryJournal(lines) })

    assert.deepEqual(world.simulator.ledger(), { receipts: [], prompts: [] })
  }
})

test('a journal that is damaged in the middle, or none at all, is refused by line', async () => {
  const { world, lines } = createJournalled()
  await world.prompt()
  const damaged = [...lines()]
  damaged[1] = damaged[1]?.slice(0, 20) ?? ''

  assert.throws(() => restart(world, damaged), /damaged or not a journal \(line 2\)/)
  assert.throws(() => restart(world, ['hello', 'world']), /line 1/)
})

test('every step is one line: a cut between two lines is a moment that was', async () => {
  const { world, lines } = createJournalled()
  world.simulator.setSubscriber(PHONE, { behaviour: 'pays', delayMs: 0 })
  for (let count = 0; count < 5; count += 1) {
    await world.prompt({ Amount: 10 + count })
    await world.pass(1_000)
  }

  for (let count = 1; count <= lines().length; count += 1) {
    const { simulator } = restart(world, lines().slice(0, count))
    const { receipts, prompts } = simulator.ledger()
    const spent = receipts.reduce((sum, receipt) => sum + receipt.amountKes, 0)
    assert.equal(simulator.phone(PHONE).balanceKes, 5_000 - spent)
    assert.equal(prompts.filter(({ state }) => state === 'paid').length, receipts.length)
  }
})

test('a reset forgets everything, in the journal too, and receipt numbers do not come back', async () => {
  const { world, lines } = createJournalled()
  const first = world.simulator.answer(await world.prompt(), 'pay')
  world.simulator.reset()

  const again = restart(world, lines())

  for (const { simulator } of [world, again]) {
    assert.deepEqual(simulator.ledger(), { receipts: [], prompts: [] })
    assert.equal(simulator.phone(PHONE).balanceKes, 5_000)
  }
  const second = again.simulator.answer(await again.prompt(), 'pay')
  assert.notEqual(second.receiptNumber, first.receiptNumber)
})

test('a reset lets go of whoever waits, and nothing of the old life arrives', async () => {
  const world = createWorld()
  world.simulator.setFaults({ callbackBeforeResponse: 1 })
  const held = world.push()
  await world.pass(1)

  world.simulator.reset(7)

  assert.equal(await held, 'cut')
  await world.pass(600_000)
  assert.deepEqual(world.posted, [])
  assert.equal(world.simulator.seed, '0x7')
})

test('a full disk is told once, work goes on, and the journal is whole again when there is room', async () => {
  const journal = createMemoryJournal()
  const { append } = journal
  const world = createWorld({ journal })
  const warnings: string[] = []
  world.simulator.onEvent(event => {
    if (event.type === 'warning') warnings.push(event.sentence)
  })
  const fail = (): never => {
    throw new Error('ENOSPC: no space left on device')
  }
  const { replace } = journal
  journal.append = fail
  journal.replace = fail
  for (let count = 0; count < 200; count += 1) {
    world.simulator.answer(await world.prompt({ Amount: 1 }), 'pay')
  }
  assert.deepEqual(warnings, ['The journal cannot be written: ENOSPC: no space left on device.'])

  journal.append = append
  journal.replace = replace
  for (let count = 0; count < 40; count += 1) {
    world.simulator.answer(await world.prompt({ Amount: 1 }), 'pay')
  }
  const again = restart(world, journal.lines)

  assert.equal(again.simulator.ledger().receipts.length, 240)
  assert.equal(readBody(await again.push()).ResponseCode, '0')
})
