// Givers are told: messages are written with what settles their payment, and sent once, whatever the mail server or the
// gateway does.

import assert from 'node:assert/strict'
import { test as onSqlite } from 'node:test'
import type { PhoneNumber } from '@harambee/daraja'
import { sql } from 'kysely'
import { chainEntries } from '../src/audit.ts'
import { makeDue } from '../src/backup/make-due.ts'
import { NO_KEYS } from '../src/database/changes.ts'
import { demoCampaign } from '../src/demo-campaign.ts'
import type { DonationDetails } from '../src/donation-details.ts'
import { RETRY_AFTER_MS } from '../src/messages/send-messages.ts'
import type { Payment } from '../src/payment.ts'
import { openBooks } from '../src/working-books.ts'
import { test } from './both-databases.ts'
import { successBody } from './callback-bodies.ts'
import { readMail } from './mail-server.ts'
import { openListener } from './open-listener.ts'
import { openOutbox, type TestOutbox } from './open-outbox.ts'
import { OTHER_PHONE, PHONE, request, START } from './open-test-engine.ts'
import { TEST_SECRET } from './test-secret.ts'

const EMAIL = 'wanjiru@example.org'
const DETAILS: DonationDetails = {
  ...{ name: 'Wanjiru', message: null, tribute: null, email: EMAIL, kraPin: null },
  ...{ mayShow: false, showsAmount: false },
}

let receipts = 0
async function give(outbox: TestOutbox, facts: Parameters<typeof request>[1] = {}): Promise<Payment> {
  const payment = await request(outbox.engine, { details: DETAILS, language: 'sw', ...facts })
  receipts += 1
  const receiptNumber = `UKO4MSG${String(receipts).padStart(3, '0')}`
  await outbox.callBack(payment, successBody(payment, { receiptNumber }))
  return outbox.find(payment)
}
const statesOf = async (outbox: TestOutbox) =>
  (await outbox.messages()).map(({ channel, state }) => `${channel} ${state}`).sort()
const texts = (outbox: TestOutbox, phoneNumber: PhoneNumber = PHONE) =>
  outbox.simulator.phone(phoneNumber).messages.map(({ text }) => text)

test('whoever gave gets one text message and, where an address was typed, one e-mail, however many engines send', async context => {
  const outbox = await openOutbox(context)
  const isAlone = outbox.engine.database.engine === 'sqlite'
  if (!isAlone) for (let more = 0; more < 2; more++) await outbox.openSender()
  const payment = await give(outbox)
  await give(outbox, { phoneNumber: OTHER_PHONE, details: { ...DETAILS, email: null }, language: null })
  await outbox.callBack(payment, successBody(payment))

  await outbox.sendDue()

  assert.deepEqual(await statesOf(outbox), ['email sent', 'sms sent', 'sms sent'])
  const [text, ...more] = texts(outbox)
  assert.match(
    text ?? '',
    /^TUMAINI TRUST: Asante! Tumepokea KSh 500 kwa .* M-PESA UKO4MSG\d{3}\. Risiti: https:\/\/give/,
  )
  assert.deepEqual(more, [])
  assert.match(texts(outbox, OTHER_PHONE)[0] ?? '', /We received KSh 500/)
  assert.equal(outbox.mail.mails.length, 1)
  const [mail] = outbox.mail.mails
  assert.ok(mail)
  assert.deepEqual([mail.from, mail.to, mail.isEncrypted, mail.user], ['asante@example.org', [EMAIL], true, 'harambee'])
  const { headers, parts } = readMail(mail)
  assert.equal(headers.get('from'), 'Tumaini Trust <asante@example.org>')
  assert.equal(headers.get('to'), EMAIL)
  assert.equal(headers.get('subject'), 'Asante: tumepokea KSh 500 zako (risiti 2026-000001)')
  const link = `https://give.example.org/pay/${payment.id}?link=${outbox.engine.toLinkToken(payment.id)}`
  for (const part of ['text/plain', 'text/html']) {
    const content = parts.get(part) ?? ''
    for (const fact of ['KSh 500', payment.receiptNumber, '2026-000001', '24 Novemba 2026, 12:00', link]) {
      assert.ok(content.includes(String(fact)), `${part}: ${fact}`)
    }
    assert.ok(!content.includes('Wanjiru'), part)
  }
  assert.equal((parts.get('text/html') ?? '').match(/src=|url\(|@import/g), null)
  assert.match(parts.get('application/pdf') ?? '', /^%PDF-1\.\d/)
  assert.match(mail.source, /filename=risiti-2026-000001\.pdf/)
  assert.equal((await outbox.engine.verifyBooks()).firstBadRow, null)
})

test('who is told, and what, is sealed at rest, shown to its owner, and forgotten with the number', async context => {
  const outbox = await openOutbox(context)
  const { engine } = outbox
  const { kysely } = engine.database
  await give(outbox)
  await outbox.sendDue()
  outbox.mail.refuse = { code: 451, text: 'later' }
  await give(outbox, { phoneNumber: OTHER_PHONE })
  await outbox.sendDue()

  const stored = JSON.stringify(await kysely.selectFrom('messages').selectAll().execute(), (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  )
  const [own] = (await engine.personalData.findDonor(PHONE)).payments
  for (const phone of [PHONE, OTHER_PHONE]) await engine.personalData.eraseDonor(phone, { isDryRun: false })
  const left = await outbox.messages()

  for (const secret of [EMAIL, PHONE.slice(3), 'Tumepokea', 'TUMAINI']) assert.ok(!stored.includes(secret), secret)
  assert.deepEqual(own?.messages.map(({ content }) => content?.to).sort(), [PHONE, EMAIL])
  assert.deepEqual(
    left.map(({ content }) => content),
    [null, null, null, null],
  )
  assert.deepEqual(await statesOf(outbox), ['email dropped', 'email sent', 'sms sent', 'sms sent'])
  await outbox.time.advance(RETRY_AFTER_MS[0])
  await outbox.sendDue()
  assert.equal(outbox.mail.mails.length, 1)
  assert.equal(await engine.messages.sendAgain(left[0]?.id ?? ''), false)
  assert.equal((await engine.verifyBooks()).firstBadRow, null)
})

onSqlite(
  'a mail server that is down, or wants it later, gets the same mail again; one that refuses it does not',
  async context => {
    const outbox = await openOutbox(context)
    const [first = 0, second = 0] = RETRY_AFTER_MS
    await outbox.mail.stop()
    await give(outbox)
    await outbox.sendDue()
    const down = (await outbox.messages()).find(({ channel }) => channel === 'email')
    await outbox.mail.start()
    outbox.mail.refuse = { code: 451, text: `4.7.1 greylisted <${EMAIL}>` }
    await outbox.time.advance(first)
    await outbox.sendDue()
    const grey = (await outbox.messages()).find(({ channel }) => channel === 'email')
    outbox.mail.refuse = null
    await outbox.time.advance(second)
    await outbox.sendDue()
    outbox.mail.refuse = { code: 550, text: `5.1.1 <${EMAIL}> is unknown` }
    await give(outbox, { phoneNumber: OTHER_PHONE })
    await outbox.sendDue()
    await outbox.time.advance(24 * 60 * 60_000)
    await outbox.sendDue()

    assert.deepEqual([down?.state, down?.because], ['waiting', 'no connection that would do (ECONNREFUSED)'])
    assert.deepEqual([grey?.state, grey?.because], ['waiting', 'the server answered 451 to RCPT TO'])
    assert.deepEqual(await statesOf(outbox), ['email refused', 'email sent', 'sms sent', 'sms sent'])
    assert.equal(outbox.mail.mails.length, 1)
    const refused = (await outbox.messages()).find(({ state }) => state === 'refused')
    assert.equal(refused?.because, 'the server answered 550 to RCPT TO')
  },
)

onSqlite(
  'what is refused for the time being is given up after all tries, and an operator may have it sent again',
  async context => {
    const outbox = await openOutbox(context)
    outbox.simulator.setFaults({ smsOutOfMoney: 1 })
    await give(outbox, { details: null })
    for (const waitMs of [0, ...RETRY_AFTER_MS]) {
      await outbox.time.advance(waitMs)
      await outbox.sendDue()
    }
    const [given] = await outbox.messages()
    await outbox.time.advance(24 * 60 * 60_000)
    await outbox.sendDue()
    outbox.simulator.setFaults({ smsOutOfMoney: 0 })

    assert.deepEqual(
      [given?.state, given?.attempts, given?.because],
      ['gave-up', RETRY_AFTER_MS.length + 1, 'the account at the gateway is empty (405)'],
    )
    assert.deepEqual(texts(outbox), [])
    assert.equal(await outbox.engine.messages.sendAgain(given?.id ?? ''), true)
    await outbox.sendDue()
    assert.deepEqual(await statesOf(outbox), ['sms sent'])
    assert.equal(texts(outbox).length, 1)
  },
)

test('a text message nobody knows about is not sent again, and an e-mail is, as the same one', async context => {
  const outbox = await openOutbox(context)
  const { kysely } = outbox.engine.database
  outbox.simulator.setFaults({ smsAnswerLost: 1 })
  await give(outbox)
  await outbox.sendDue()
  assert.deepEqual(await statesOf(outbox), ['email sent', 'sms unknown'])
  outbox.simulator.setFaults({ smsAnswerLost: 0 })

  // As an engine leaves them that died between the carrier's answer and its commit.
  await kysely
    .updateTable('messages')
    .set({ state: 'sending', next_at: outbox.time.nowMs(), settled_at: null })
    .execute()
  await outbox.sendDue()

  assert.deepEqual(await statesOf(outbox), ['email sent', 'sms unknown'])
  assert.equal(texts(outbox).length, 1)
  const ids = outbox.mail.mails.map(mail => readMail(mail).headers.get('message-id'))
  assert.equal(ids.length, 2)
  assert.equal(ids[0], ids[1])
  const [message] = (await outbox.messages()).filter(({ channel }) => channel === 'email')
  await outbox.engine.messages.sendAgain(message?.id ?? '')
  await outbox.sendDue()
  assert.notEqual(readMail(outbox.mail.mails[2] as (typeof outbox.mail.mails)[0]).headers.get('message-id'), ids[0])
})

test('a gift that is given back tells its giver, and a receipt that is still to go is not sent any more', async context => {
  const outbox = await openOutbox(context)
  const { database, sealer } = outbox.engine
  outbox.mail.refuse = { code: 451, text: 'later' }
  const payment = await give(outbox)
  await outbox.sendDue()
  outbox.mail.refuse = null

  await database.apply({ ...NO_KEYS, paymentIds: [payment.id] }, facts => {
    const stored = facts.payments.get(payment.id) as Payment
    const changes = openBooks(facts, START, sealer).toChanges()
    const history = [{ ...(changes.history[0] ?? ENTRY), payment_id: stored.id }]
    return {
      ...changes,
      payments: [{ ...stored, status: 'reversed' }],
      history,
      chainHistory: (previous: string) => chainEntries(sealer, previous, history),
    }
  })
  await outbox.time.advance(RETRY_AFTER_MS[0])
  await outbox.sendDue()

  assert.deepEqual(await statesOf(outbox), ['email dropped', 'email sent', 'sms sent', 'sms sent'])
  assert.match(texts(outbox)[1] ?? '', /KSh 500 ulizotoa kwa .* zimerudishwa kupitia M-PESA/)
  assert.equal(outbox.mail.mails.length, 1)
  const { headers, parts } = readMail(outbox.mail.mails[0] as (typeof outbox.mail.mails)[0])
  assert.equal(headers.get('subject'), 'KSh 500 zako zimerudishwa (risiti 2026-000001)')
  assert.match(parts.get('text/plain') ?? '', /TUMAINI TRUST imerudisha KSh 500 zako/)
})

/** What a reversal would leave in the history. */
const ENTRY = {
  ...{ at: START, source: 'operator', said: 'reversed', verdict: 'applied', because: 'it was given back' },
  ...{ status_before: 'succeeded', status_after: 'reversed', result_code: null, amount_kes: null },
  ...{ receipt_number: null, inbox_id: null, payment_hash: '' },
}

onSqlite('nothing in a campaign or an address writes a header, a recipient or markup of its own', async context => {
  const outbox = await openOutbox(context)
  const title = 'Desks\r\nBcc: other@example.org\r\n\r\n<b onclick="x">Desks</b> \u202eevil'
  const campaign = demoCampaign(START)
  const { content } = campaign
  await outbox.engine.addCampaign({
    ...campaign,
    slug: 'hostile',
    accountReference: 'HOSTILE',
    content: { ...content, charity: 'A\r\nX-Evil: 1', en: { ...content.en, title }, sw: { ...content.sw, title } },
  })
  await give(outbox, { campaign: 'hostile' })
  const smuggled = `${EMAIL},other@example.org`
  await give(outbox, { phoneNumber: OTHER_PHONE, details: { ...DETAILS, email: smuggled } })
  await outbox.sendDue()

  assert.deepEqual(
    outbox.mail.mails.map(({ to }) => to),
    [[EMAIL]],
  )
  const { headers, parts } = readMail(outbox.mail.mails[0] as (typeof outbox.mail.mails)[0])
  assert.deepEqual([headers.has('bcc'), headers.has('x-evil'), headers.get('to')], [false, false, EMAIL])
  const html = parts.get('text/html') ?? ''
  assert.ok(html.includes('Desks Bcc: other@example.org &lt;b onclick=&quot;x&quot;&gt;Desks&lt;/b&gt; evil'), html)
  assert.equal(
    (await outbox.messages()).find(({ state }) => state === 'dropped')?.because,
    'what was typed is no e-mail address',
  )
})

test('where nothing is set up nothing is written, and what stood in a backup is not sent twice', async context => {
  const listener = await openListener(context, {
    ...{ MPESA_CONSUMER_KEY: 'key', MPESA_CONSUMER_SECRET: 'secret', MPESA_PASSKEY: 'passkey' },
    ...{ MPESA_ENVIRONMENT: 'sandbox', MPESA_CALLBACK_URL: 'https://give.example.org/cb' },
    ...{
      MPESA_CALLBACK_SECRET_KEY: 'c0ffee'.repeat(8),
      HARAMBEE_SECRET: TEST_SECRET,
      MPESA_CALLBACK_ALLOWED_IPS: '127.0.0.1',
    },
  })
  const { kysely } = listener.engine.database
  const payment = await request(listener.engine, { details: DETAILS })
  await listener.callBack(payment, successBody(payment))

  assert.equal((await listener.find(payment)).status, 'succeeded')
  assert.deepEqual(await kysely.selectFrom('messages').selectAll().execute(), [])
  await sql`INSERT INTO messages (id, payment_id, occasion, channel, state, next_at, created_at, seal)
    VALUES ('x', ${payment.id}, 'receipt', 'sms', 'waiting', ${START}, ${START}, '')`.execute(kysely)
  await makeDue(kysely, START, ['0007-messages.sql'])
  const [row] = await kysely.selectFrom('messages').select(['state', 'next_at']).execute()
  assert.deepEqual({ ...row }, { state: 'unknown', next_at: null })
  assert.deepEqual((await listener.engine.verifyBooks()).firstBadRow, {
    table: 'messages',
    id: 'x',
    problem: 'it was altered',
  })
})
