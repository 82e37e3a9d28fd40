// Threat T16: keys and item names that mean something to JavaScript itself. Nothing inherits what a body says, in the engine
// or in whatever else reads callbacks, and a payment is neither settled nor kept from being settled by them.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCallback } from '@harambee/daraja'
import { readBooks } from '../crash/books.ts'
import { poll } from '../journeys/poll.ts'
import { databasesOf } from './attacked-databases.ts'
import { openAttack, successOf, type Target } from './attacked-world.ts'
import { sendRaw } from './pipelined.ts'

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'toJSON',
  'then',
  'length',
  '__defineGetter__',
  '__lookupSetter__',
  '\\u005f\\u005fproto\\u005f\\u005f',
] as const
const POLLUTION = '{"polluted":true,"prototype":{"polluted":true},"__proto__":{"polluted":true}}'

/** Right in everything, with more than belongs there. */
function* listDecorated(target: Target): Generator<string> {
  const body = successOf(target)
  for (const name of NAMES) {
    yield body.replace('"ResultCode"', `"${name}":${POLLUTION},"ResultCode"`)
    yield body.replace('{"Body"', `{"${name}":${POLLUTION},"Body"`)
    yield body.replace('{"Item"', `{"${name}":${POLLUTION},"Item"`)
    yield body.replace('{"Name":"Balance"}', `{"Name":"${name}","Value":${POLLUTION}}`)
    yield body.replace('{"Name":"Balance"}', `{"Name":"Balance","${name}":${POLLUTION}}`)
  }
}

/** The facts stand where only whoever inherits would find them. */
function* listInherited(target: Target): Generator<string> {
  const body = successOf(target)
  const { Body } = JSON.parse(body) as { Body: { stkCallback: { CallbackMetadata: { Item: object[] } } } }
  const { stkCallback } = Body
  for (const name of NAMES) {
    const write = (value: unknown) => JSON.stringify(value).replaceAll('HERE', name)
    yield write({ HERE: { Body } })
    yield write({ Body: { HERE: { stkCallback } } })
    yield write({ Body: { stkCallback: { HERE: stkCallback } } })
    yield write({ Body: { stkCallback: { ...stkCallback, CallbackMetadata: { HERE: stkCallback.CallbackMetadata } } } })
    const items = stkCallback.CallbackMetadata.Item.map(item => ({ HERE: item }))
    yield write({ Body: { stkCallback: { ...stkCallback, CallbackMetadata: { Item: items } } } })
    yield write({ HERE: { TransID: 'FORGED7777', TransAmount: '500' } })
  }
}

for (const kind of databasesOf(import.meta.url)) {
  test(`what a body calls __proto__ or constructor is inherited by nobody [${kind}]`, async context => {
    const attack = await openAttack(context, kind)
    attack.world.safaricom.simulator.setFaults({ queryBusy: 1 })
    const send = async (target: Target, body: string) =>
      assert.match(await sendRaw(attack.engine.port, { target: target.door, body }), /^HTTP\/1\.1 200 OK/)
    const [innocent] = await attack.ask(1)
    assert.ok(innocent)
    for (const body of listInherited(innocent)) await send(innocent, body)
    await attack.untilDrained()
    assert.equal((await attack.find(innocent)).status, 'pending')
    assert.equal((await attack.counts()).settled, 0)

    const sample = [...listDecorated(innocent)]
    const targets = await attack.ask(sample.length)
    for (const [index, target] of targets.entries()) await send(target, [...listDecorated(target)][index] ?? '')
    await poll('every payment to be settled', async () => (await attack.counts()).settled === targets.length)

    // Had anything been inherited, this would say something.
    for (const body of ['{}', '{"Body":{}}', '{"Body":{"stkCallback":{}}}']) await send(innocent, body)
    await attack.untilDrained()
    const said = await readBooks(attack.world.databaseUrl, books =>
      books.select(`SELECT verdict FROM inbox WHERE payment_id = '${innocent.id}' AND verdict = 'applied'`),
    )
    assert.deepEqual(said, [])
    assert.equal((await attack.find(innocent)).status, 'pending')
  })
}

test('reading such bodies leaves every prototype as it was', () => {
  const prototypes = [
    Object.prototype,
    Array.prototype,
    String.prototype,
    Number.prototype,
    Function.prototype,
    Map.prototype,
  ]
  const before = prototypes.map(describe)
  const target = { ...NOBODY, amountKes: 500, phoneNumber: '254700000001' }

  for (const body of [...listDecorated(target), ...listInherited(target)]) {
    const callback = parseCallback(body)
    assert.equal((callback as { polluted?: unknown }).polluted, undefined)
  }

  assert.deepEqual(prototypes.map(describe), before)
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
})

const NOBODY = { id: '', door: '', key: '', token: '', checkoutRequestId: 'ws_CO_1', merchantRequestId: 'm-1' } as const

function describe(prototype: object): string[] {
  return Reflect.ownKeys(prototype).map(String)
}
