// Threat T15: bodies made to knock a parser over, or to be read in two ways. Through the right door, with everything else
// right: they are stored, answered as any other, never settle on a guess, and nothing of the engine falls over.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCallback } from '@harambee/daraja'
import { readBooks } from '../crash/books.ts'
import { poll } from '../journeys/poll.ts'
import { databasesOf } from './attacked-databases.ts'
import { type Attack, openAttack, successOf, type Target } from './attacked-world.ts'
import { sendRaw } from './pipelined.ts'

/** The listener takes 16 KiB; as much of each bomb as goes into that. */
const FITTING = 15_000
/** Without HTTP in front: what a file for `harambee callbacks parse` may hold. */
const HUGE = 1_000_000

type Spoil = (body: string, size: number) => string

/** Adds keys in front of the callback's own. */
const inCallback =
  (text: string): Spoil =>
  body =>
    body.replace('"ResultCode"', `${text},"ResultCode"`)
const inMore =
  (value: (size: number) => string): Spoil =>
  (body, size) =>
    body.replace('"ResultCode"', `"More":${value(size - body.length)},"ResultCode"`)
const inItem =
  (text: string): Spoil =>
  body =>
    body.replace('{"Name":"Amount",', `{"Name":"Amount",${text},`)

/** One of two readers would not settle these. */
const AMBIGUOUS: Readonly<Record<string, Spoil>> = {
  'ResultCode twice, the last says paid': inCallback('"ResultCode":1032'),
  'ResultCode twice, the first says paid': body => body.replace('"ResultCode":0,', '"ResultCode":0,"ResultCode":1032,'),
  'ResultCode twice, the same': inCallback('"ResultCode":0'),
  'ResultCode twice, one of them spelt with an escape': inCallback('"Result\\u0043ode":1032'),
  'CheckoutRequestID twice': inCallback('"CheckoutRequestID":"ws_CO_another"'),
  'CallbackMetadata twice': inCallback('"CallbackMetadata":{"Item":[]}'),
  'Value of the amount twice': inItem('"Value":1'),
  'Name of the amount twice': inItem('"Name":"Other"'),
  'Amount twice, in two items': body =>
    body.replace('{"Name":"Balance"}', '{"Name":"Amount","Value":999999},{"Name":"Balance"}'),
  'receipt twice, in two items': body =>
    body.replace('{"Name":"Balance"}', '{"Name":"MpesaReceiptNumber","Value":"FORGED7777"},{"Name":"Balance"}'),
  'stkCallback twice': body => body.replace('"stkCallback":', '"stkCallback":{},"stkCallback":'),
  'Body twice': body => `{"Body":{},${body.slice(1)}`,
  'a long number': inMore(size => '9'.repeat(size)),
  'a long fraction': inMore(size => `0.${'3'.repeat(size)}`),
  'a number beyond every double': inMore(() => '1e999999999'),
  'arrays in arrays': inMore(size => '['.repeat(size / 2) + ']'.repeat(size / 2)),
  'objects in objects': inMore(size => `${'{"a":'.repeat(size / 6)}1${'}'.repeat(size / 6)}`),
  'a hundred items': body =>
    body.replace('{"Name":"Balance"}', `{"Name":"Balance"}${',{"Name":"Balance"}'.repeat(100)}`),
}

/** Nobody can read these. */
const UNREADABLE: Readonly<Record<string, Spoil>> = {
  'nothing but opening brackets': (_, size) => '['.repeat(size),
  'nothing but opening braces': (_, size) => '{"a":'.repeat(size / 5),
  'half of it': body => body.slice(0, body.length / 2),
  'two bodies': body => body + body,
  'marks of byte order': body => `\ufeff\ufeff\ufeff${body}`,
  'text of text': body => JSON.stringify(body),
  'a list of it': body => `[${body}]`,
  'a comma too many': body => body.replace(/\}$/, ',}'),
  'a comment': body => `/* */${body}`,
  'a NUL at its end': body => `${body}\0`,
  'a million of nothing': (_, size) => ' '.repeat(size),
}

/** Strange, and says the same to everybody: these are real. */
const HARMLESS: Readonly<Record<string, Spoil>> = {
  'a mark of byte order': body => `\ufeff${body}`,
  'halves of characters': inCallback('"Odd":"\\ud800","\\udc00":"\\udfff\\ud800"'),
  'many keys': inMore(size => `{${Array.from({ length: size / 12 }, (_, at) => `"k${at}":${at}`).join()}}`),
  'a long text': inMore(size => `"${'x'.repeat(size - 2)}"`),
  'a long key': (body, size) => inCallback(`"${'x'.repeat(size - body.length - 4)}":1`)(body, size),
  'blanks everywhere': (body, size) => body.replaceAll(':', `:${' '.repeat((size - body.length) / 40)}\t\r\n`),
  'everything escaped': body =>
    body.replace('"Amount"', '"\\u0041\\u006d\\u006f\\u0075\\u006e\\u0074"').replace('"Body"', '"\\u0042ody"'),
}

for (const kind of databasesOf(import.meta.url)) {
  test(`bodies made to knock the parser over settle nothing, and honest ones beside them all [${kind}]`, async context => {
    const attack = await openAttack(context, kind, { LOG_LEVEL: 'warn' })
    attack.world.safaricom.simulator.setFaults({ queryBusy: 1 })
    const bombs = Object.entries({ ...AMBIGUOUS, ...UNREADABLE })
    const targets = await attack.ask(bombs.length)
    const harmless = Object.entries(HARMLESS)
    const honest = await attack.ask(harmless.length)

    for (const [index, target] of targets.entries()) await post(attack, target, bombs[index])
    for (const [index, target] of honest.entries()) await post(attack, target, harmless[index])
    await attack.untilDrained()

    for (const [index, target] of targets.entries()) {
      const name = bombs[index]?.[0] ?? ''
      assert.match(await readVerdict(attack, target), /^(?:unreadable|contradiction|waiting)$/, name)
      assert.match((await attack.find(target)).status, /^(?:pending|review)$/, name)
    }
    for (const [index, target] of honest.entries()) {
      assert.equal((await attack.find(target)).status, 'succeeded', harmless[index]?.[0] ?? '')
    }
    assert.equal((await attack.counts()).settled, honest.length)
    assert.ok(attack.engine.isRunning)
    assert.equal(await attack.engine.health(), 200)
    assert.doesNotMatch(attack.engine.output(), /"level":(?:50|60)/)

    // What was broken is not lost: the right body still settles each of them.
    for (const target of targets) await post(attack, target, ['right', body => body])
    await poll('all of them', async () => (await attack.counts()).settled === targets.length + honest.length)
  })
}

test('a body of a million characters is read or refused like a short one', () => {
  const target = { amountKes: 500, checkoutRequestId: 'ws_CO_1', merchantRequestId: 'm-1', phoneNumber: '254700000001' }
  const body = successOf(target)
  for (const [name, spoil] of Object.entries({ ...AMBIGUOUS, ...UNREADABLE })) {
    assert.notEqual(parseCallback(spoil(body, HUGE)).succeeded, true, name)
  }
  for (const [name, spoil] of Object.entries(HARMLESS)) {
    const { succeeded, amountKes } = parseCallback(spoil(body, HUGE))
    assert.deepEqual([succeeded, amountKes], [true, 500], name)
  }
})

async function post(attack: Attack, target: Target, bomb: [string, Spoil] | undefined): Promise<void> {
  const body = bomb?.[1](successOf(target), FITTING) ?? ''
  const answer = await sendRaw(attack.engine.port, { target: target.door, body })
  assert.match(answer, /^HTTP\/1\.1 200 OK/, `${bomb?.[0]}: ${body.length} characters`)
}

async function readVerdict(attack: Attack, target: Target): Promise<string> {
  const [row] = await readBooks(attack.world.databaseUrl, books =>
    books.select(`SELECT verdict FROM inbox WHERE payment_id = '${target.id}'`),
  )
  return String(row?.verdict)
}
