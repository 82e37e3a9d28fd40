// Threat T4b: the donation form with its fields changed by hand. What is no gift is answered with the form and a 400, and no
// phone is asked for anything.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../journeys/start-harambee.ts'
import { databasesOf } from './attacked-databases.ts'
import { type Fields, listPushes, startSite, visit } from './site.ts'

const PHONE = ['phone', '0700000003'] as const

/** As a radio's value, and as typed text. Both say what nobody can give. */
const NO_AMOUNTS = [
  '0',
  '-5',
  '0.5',
  '1e9',
  '1e2',
  '9'.repeat(40),
  '250001',
  '999999999999',
  '9007199254740993',
  '१००',
  '٠',
  'NaN',
  'Infinity',
  '0x64',
  '100n',
  '100;DROP TABLE payments',
  '=100',
  '[object Object]',
  'null',
  '',
  ' ',
  '100\u0000',
  '1 2 3',
  '<script>',
  '{"amountKes":100}',
  '100,100.5',
  '99999999999999999999e-18',
] as const

const TAMPERED: readonly Fields[] = [
  ...NO_AMOUNTS.map((amount): Fields => [['amount', amount], PHONE]),
  ...NO_AMOUNTS.map((typed): Fields => [['amount', 'other'], ['otherAmount', typed], PHONE]),
  // Two of what there is one of.
  [['amount', '100'], ['amount', '100'], PHONE],
  [['amount', '100'], ['amount', '250000'], PHONE],
  [['amount', 'other'], ['otherAmount', '100'], ['otherAmount', '1'], PHONE],
  [['amount', '100'], PHONE, ['phone', '0700000004']],
  // Names that look like lists or objects to other frameworks.
  [['amount[]', '100'], PHONE],
  [['amount[$gt]', '1'], PHONE],
  [['amount.value', '100'], PHONE],
  [['Amount', '100'], PHONE],
  [['amountKes', '100'], PHONE],
  // Fields a page of ours does not have.
  [['floorKes', '1'], ['amount', '1'], PHONE],
  [['isPaid', 'true'], ['status', 'succeeded'], ['amount', '0'], PHONE],
  [['confirmedKes', '0'], ['amount', '0'], PHONE],
  // Phones.
  [['amount', '100']],
  [
    ['amount', '100'],
    ['phone', ''],
  ],
  [
    ['amount', '100'],
    ['phone', '+1 202 555 0100'],
  ],
  [
    ['amount', '100'],
    ['phone', '0700000003,0700000004'],
  ],
  [
    ['amount', '100'],
    ['phone', '07000000\u000003'],
  ],
]

for (const kind of databasesOf(import.meta.url)) {
  test(`no form with changed fields asks a phone for money [${kind}]`, async context => {
    const harambee = await startSite(context, kind)
    const giver = await visit(harambee.site)

    for (const fields of TAMPERED) {
      const paymentId = await giver.newPaymentId('/give/madarasa')
      const { status, html } = await giver.send('/give/madarasa', [['paymentId', paymentId], ...fields])
      assert.equal(status, 400, JSON.stringify(fields))
      assert.ok(html.includes('name="paymentId"'), 'the form again')
      assert.equal((await giver.read(`/pay/${paymentId}`)).status, 404)
    }
    assert.deepEqual(await listPushes(harambee), [])

    // A large one is asked about first, whatever a hidden field says of another amount.
    for (const confirmed of ['', '20001', '250000x', '1e5']) {
      const fields: Fields = [['amount', 'other'], ['otherAmount', '100000'], ['confirmedKes', confirmed], PHONE]
      const { status, location } = await giver.send('/give/madarasa', fields)
      assert.deepEqual([status, location], [200, null], confirmed)
    }
    assert.equal((await giver.send('/give/no-such-campaign', [['amount', '100'], PHONE])).status, 404)
    assert.deepEqual(await listPushes(harambee), [])
    context.diagnostic(`${kind}: ${TAMPERED.length} changed forms, 0 pushes`)
  })

  test(`a hidden field with somebody else's payment changes nothing of theirs and asks nobody again [${kind}]`, async context => {
    const harambee = await startSite(context, kind)
    const giver = await visit(harambee.site)
    const paymentId = await giver.newPaymentId('/give/madarasa')
    const gift: Fields = [['paymentId', paymentId], ['amount', '100'], PHONE]
    assert.equal((await giver.send('/give/madarasa', gift)).status, 303)
    const thief = await visit(harambee.site)
    const before = await until('the prompt', async () => {
      const seen = await giver.read(`/pay/${paymentId}/status`)
      return seen.html.includes('"pending"') && seen
    })

    // The same id with another amount and phone; the id as one to be tried again; ids of no shape of ours.
    await thief.send('/give/madarasa', [['paymentId', paymentId], ['amount', '2500'], PHONE])
    await thief.send('/give/madarasa', [['paymentId', paymentId.toUpperCase()], ['amount', '2500'], PHONE])
    for (const path of ['/give/madarasa', `/pay/${paymentId}`]) {
      for (const retryOf of [paymentId, `${paymentId}'--`, '__proto__', '../..', '']) {
        await thief.send(path, [['retryOf', retryOf], ['amount', '2500'], PHONE])
      }
    }

    assert.deepEqual(await giver.read(`/pay/${paymentId}/status`), before)
    const page = await thief.read(`/pay/${paymentId}`)
    assert.doesNotMatch(page.html, /0700 ••• 003|KSh\u00a0100<|2547•••••003/)
    const pushes = await listPushes(harambee)
    assert.deepEqual(
      pushes.map(({ Amount, PhoneNumber }) => [Number(Amount), PhoneNumber]),
      [[100, '254700000003']],
    )
  })
}
