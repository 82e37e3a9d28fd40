// Threat T21: what we send to Daraja never carries what somebody typed: account reference and description stand in a closed set
// of letters and are short, numbers are numbers, and no line break finds its way into a request.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createDaraja, type PhoneNumber, type Shillings } from '@harambee/daraja'
import fc from 'fast-check'
import { runCli } from '../journeys/start-harambee.ts'
import { openAttack } from './attacked-world.ts'
import { HOSTILE } from './hostile-text.ts'

const ALLOWED = /^[A-Za-z0-9][A-Za-z0-9 .-]*$/
const MOST_REFERENCE = 12
const MOST_DESCRIPTION = 13

test('whatever is asked of the client, what leaves it is within what a prompt can carry', async () => {
  const sent: { url: string; headers: Record<string, string>; body: string }[] = []
  const daraja = createDaraja({
    baseUrl: 'http://127.0.0.1:1',
    consumerKey: 'key',
    consumerSecret: 'secret',
    shortCode: '174379',
    tillNumber: null,
    passkey: 'passkey',
    nowMs: () => Date.parse('2026-11-24T09:00:00Z'),
    async transport({ url, headers, body }) {
      if (url.includes('/oauth/')) return { status: 200, text: '{"access_token":"t","expires_in":"3599"}' }
      sent.push({ url, headers: { ...headers }, body: body ?? '' })
      return { status: 200, text: '{"ResponseCode":"0","CheckoutRequestID":"ws_CO_1","MerchantRequestID":"m-1"}' }
    },
  })
  const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(...HOSTILE))

  await fc.assert(
    fc.asyncProperty(anything, anything, async (accountReference, description) => {
      await daraja.sendStkPush({
        phoneNumber: '254700000001' as PhoneNumber,
        amountKes: 500 as Shillings,
        accountReference,
        description,
        callbackUrl: 'http://127.0.0.1:1/cb',
      })
      const { body, headers } = sent.at(-1) ?? { body: '{}', headers: {} }
      checkPush(JSON.parse(body) as Record<string, unknown>)
      assert.doesNotMatch(JSON.stringify(headers), /\\[rn]/)
    }),
    {
      numRuns: 200,
      examples: [
        ['x\r\n{"level":30}', '－'],
        ['=1', '..-'],
      ],
    },
  )
  assert.ok(sent.length >= 200)
})

test('numbers and amounts that are none never leave the command line [SQLite]', async context => {
  const attack = await openAttack(context, 'SQLite')
  const before = attack.world.safaricom.simulator.requests().length
  const phones = ['0700000001\r\nX: y', '254700000001"', HOSTILE[6] ?? '']
  const amounts = ['1e2', '-5', '0.5', '१००']
  const words = [
    ...phones.map(phone => ['--phone', phone, '--amount', '500']),
    ...amounts.map(amount => [`--phone`, '0700000001', `--amount=${amount}`]),
  ]
  for (const given of words) {
    const { exitCode } = await runCli(['pay', ...given, '--campaign', attack.world.campaign], attack.world.environment)
    assert.equal(exitCode, 2, JSON.stringify(given))
  }
  const count = attack.world.safaricom.simulator.requests().length
  assert.equal(count, before, 'Daraja was asked for something')
})

test('a campaign whose account reference could not stand in a prompt is not added [SQLite]', async context => {
  const attack = await openAttack(context, 'SQLite')
  const [campaign] = await attack.inside.listCampaigns(1)
  assert.ok(campaign)
  const { goalKes, content } = campaign
  const file = join(attack.world.folder, 'campaign.json')
  for (const accountReference of ['ABCDEFGHIJKLM', 'ABC\r\nX', '=ABC', HOSTILE[6] ?? '']) {
    writeFileSync(file, JSON.stringify({ slug: 'other', accountReference, goalKes, content }))
    const added = await runCli(['campaigns', 'add', file, '--json'], attack.world.environment)
    assert.equal(added.exitCode, 1, JSON.stringify(accountReference))
    assert.deepEqual(
      JSON.parse(added.stdout).problems.map((problem: string) => problem.split(':')[0]),
      ['accountReference'],
    )
  }
  writeFileSync(file, JSON.stringify({ slug: 'other', accountReference: 'OTHER1', goalKes, content }))
  const right = await runCli(['campaigns', 'add', file, '--json'], attack.world.environment)
  assert.equal(right.exitCode, 0, right.stdout + right.stderr)
  assert.equal((await attack.inside.listCampaigns(10)).length, 2)
})

function checkPush(body: Record<string, unknown>): void {
  const { AccountReference, TransactionDesc, PhoneNumber: phone, PartyA, Amount, Timestamp } = body
  assert.match(String(AccountReference), ALLOWED)
  assert.match(String(TransactionDesc), ALLOWED)
  assert.ok(String(AccountReference).length <= MOST_REFERENCE && String(TransactionDesc).length <= MOST_DESCRIPTION)
  assert.match(String(phone), /^254[17]\d{8}$/)
  assert.equal(PartyA, phone)
  assert.ok(Number.isInteger(Amount) && Number(Amount) >= 1)
  assert.match(String(Timestamp), /^\d{14}$/)
}
