// Pledges: reminded on the day, at nine in Nairobi, once however long nobody was there; a prompt only where somebody presses.

import assert from 'node:assert/strict'
import { test as plain } from 'node:test'
import type { Shillings } from '@harambee/daraja'
import { demoCampaign } from '../src/demo-campaign.ts'
import { isReminderDate, type PledgeWish, toDueMs, toFirstDay, toNextDay } from '../src/pledges/pledge.ts'
import { test } from './both-databases.ts'
import { failureBody, successBody } from './callback-bodies.ts'
import { openOutbox, type TestOutbox } from './open-outbox.ts'
import { PHONE, request } from './open-test-engine.ts'

const MONTHLY: PledgeWish = { channel: 'sms', dayOfMonth: 5, onDate: null }
/** The fifth, a few minutes before nine in Nairobi. */
const START_MS = Date.parse('2026-11-05T05:50:00Z')
const BY = { giver: 'another-browser', peerAddress: '198.51.100.8' }

async function pledge(outbox: TestOutbox, wish: PledgeWish, facts: Parameters<typeof request>[1] = {}) {
  const campaign = { ...demoCampaign(START_MS), slug: 'always', accountReference: 'ALWAYS', endsOn: null }
  await outbox.engine.addCampaign(campaign)
  const payment = await request(outbox.engine, { campaign: 'always', pledge: wish, language: 'en', ...facts })
  const [made] = await outbox.engine.pledges.list({ state: null, limit: 1 })
  assert.ok(made)
  const [, , id = '', token = ''] = outbox.engine.pledges.toPath(made.id).split('/')
  return { payment, id, token }
}
const remindersOf = (outbox: TestOutbox) =>
  outbox.simulator.phone(PHONE).messages.flatMap(({ text }) => (/reminder you wanted/.test(text) ? [text] : []))

plain('every month has its day, the year turns, and a day missed thrice is one day', () => {
  const at = (time: string) => Date.parse(time)
  const monthly = (dayOfMonth: number): PledgeWish => ({ ...MONTHLY, dayOfMonth })

  assert.equal(toFirstDay(monthly(28), at('2027-01-31T12:00:00Z')), '2027-02-28')
  assert.equal(toFirstDay(monthly(1), at('2026-12-31T20:59:59Z')), '2027-01-01')
  // In Nairobi it is the first of January already.
  assert.equal(toFirstDay(monthly(1), at('2026-12-31T21:00:00Z')), '2027-02-01')
  assert.equal(toNextDay(monthly(5), at('2026-12-05T06:00:00Z')), '2027-01-05')
  assert.equal(toNextDay(monthly(5), at('2027-04-02T06:00:00Z')), '2027-04-05')
  assert.equal(toNextDay({ ...MONTHLY, dayOfMonth: null, onDate: '2027-02-14' }, at('2027-02-14T06:00:00Z')), null)
  assert.equal(new Date(toDueMs('2027-02-05')).toISOString(), '2027-02-05T06:00:00.000Z')
  const nowMs = at('2026-11-05T21:30:00Z')
  for (const [day, isRight] of [
    ...([
      ['2026-11-07', true],
      ['2027-11-06', true],
      ['2028-02-29', false],
      ['2026-11-06', false],
    ] as const),
    ...([
      ['2027-02-29', false],
      ['2027-02-30', false],
      ['2026-11-31', false],
      ['tomorrow', false],
    ] as const),
  ]) {
    assert.equal(isReminderDate(day, nowMs), isRight, day)
  }
})

test('a pledge reminds once a month from the next month on, and pressing twice is one prompt', async context => {
  const outbox = await openOutbox(context, {}, START_MS)
  const { engine, daraja } = outbox
  const { payment, id, token } = await pledge(outbox, MONTHLY)
  await outbox.callBack(payment, successBody(payment, { receiptNumber: 'UKO5PLE001' }))
  await outbox.jumpTo('2026-12-05T05:59:59Z')
  const before = remindersOf(outbox)
  const early = await engine.pledges.give(id, token, BY)
  await outbox.jumpTo('2026-12-05T06:00:00Z')
  await outbox.jumpTo('2026-12-05T12:00:00Z')

  const [reminder = '', ...more] = remindersOf(outbox)
  const pressed = await Promise.all([engine.pledges.give(id, token, BY), engine.pledges.give(id, token, BY)])
  await outbox.time.settle()
  const seen = await engine.pledges.see(id, token)

  assert.deepEqual([before, early, more], [[], null, []])
  assert.ok(reminder.endsWith(`https://give.example.org/pledge/${id}/${token}`), reminder)
  assert.ok(reminder.length <= 160, reminder)
  assert.deepEqual(pressed.map(one => one?.outcome).sort(), ['known', 'requested'])
  assert.equal(daraja.pushes.length, 2)
  assert.deepEqual([daraja.pushes[1]?.PhoneNumber, String(daraja.pushes[1]?.Amount)], [PHONE, '500'])
  assert.deepEqual([seen?.ownPhone, seen?.payment?.amountKes], ['0700 ••• 001', 500])
  assert.notEqual(seen?.payment?.donationId, payment.donationId)

  // Not paid: pressed again, it is asked for again. Paid: never again for this reminder, whatever the amount is by then.
  const first = seen?.payment
  assert.ok(first)
  await outbox.callBack(await outbox.find(first), failureBody(await outbox.find(first), 1032))
  await outbox.time.advance(120_000)
  const again = await engine.pledges.give(id, token, BY)
  assert.equal(again?.outcome, 'requested')
  await outbox.time.settle()
  const second = await engine.pledges.see(id, token).then(one => one?.payment)
  assert.ok(second)
  await outbox.callBack(
    await outbox.find(second),
    successBody(await outbox.find(second), { receiptNumber: 'UKO5PLE002' }),
  )
  await engine.pledges.changeAmount(id, token, 700 as Shillings)
  assert.equal((await engine.pledges.give(id, token, BY))?.outcome, 'known')
  assert.equal(daraja.pushes.length, 3)
  assert.equal((await engine.verifyBooks()).firstBadRow, null)
})

test('who was away for months is reminded once, late; who paused or stopped is not, and is forgotten', async context => {
  const outbox = await openOutbox(context, {}, START_MS)
  const { engine } = outbox
  const { kysely } = engine.database
  const { payment, id, token } = await pledge(outbox, MONTHLY)
  await outbox.callBack(payment, successBody(payment))
  await outbox.sendDue()
  await outbox.jumpTo('2027-03-20T08:00:00Z')
  await outbox.sendDue()
  await outbox.sendDue()
  const late = remindersOf(outbox)
  const [after] = await engine.pledges.list({ state: 'active', limit: 10 })

  assert.equal(late.length, 1)
  assert.deepEqual([after?.remindedOn, after?.nextOn], ['2026-12-05', '2027-04-05'])
  assert.equal(await engine.pledges.pause(id, token), true)
  await outbox.jumpTo('2027-04-06T08:00:00Z')
  assert.equal(remindersOf(outbox).length, 1)
  assert.equal(await engine.pledges.resume(id, token), true)
  assert.equal((await engine.pledges.see(id, token))?.pledge.nextOn, '2027-05-05')
  assert.equal(await engine.pledges.stop(id, `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`), false)
  assert.equal(await engine.pledges.stop(id, token), true)
  await outbox.jumpTo('2027-05-06T08:00:00Z')
  assert.equal(remindersOf(outbox).length, 1)
  assert.equal(await engine.pledges.give(id, token, BY), null)
  const row = await kysely.selectFrom('pledges').select(['contact_sealed', 'phone_hash']).executeTakeFirstOrThrow()
  const kept = await kysely
    .selectFrom('messages')
    .select('id')
    .where('pledge_id', 'is not', null)
    .where('content_sealed', 'is not', null)
    .execute()
  assert.deepEqual([row.contact_sealed, row.phone_hash, kept], [null, '', []])
  assert.equal((await engine.verifyBooks()).firstBadRow, null)
})

test('nobody is reminded for a gift that was never paid, nor after erasing the number, and an altered pledge is found', async context => {
  const outbox = await openOutbox(context, {}, START_MS)
  const { engine } = outbox
  const unpaid = await pledge(outbox, MONTHLY)
  await outbox.callBack(unpaid.payment, failureBody(unpaid.payment, 1032))
  await outbox.jumpTo('2026-11-06T05:50:00Z')
  const paid = await pledge(
    outbox,
    { ...MONTHLY, dayOfMonth: null, onDate: '2026-12-24', channel: 'email' },
    {
      details: {
        name: null,
        kraPin: null,
        message: null,
        tribute: null,
        email: 'wanjiru@example.org',
        mayShow: false,
        showsAmount: false,
      },
    },
  )
  await outbox.callBack(paid.payment, successBody(paid.payment, { receiptNumber: 'UKO5PLE003' }))
  await outbox.jumpTo('2026-12-05T06:00:00Z')
  assert.deepEqual(remindersOf(outbox), [])
  assert.equal((await engine.pledges.see(unpaid.id, unpaid.token))?.pledge.state, 'stopped')

  await outbox.jumpTo('2026-12-24T06:00:00Z')
  const subjects = outbox.mail.mails.map(({ source }) => /^Subject: (.*)$/m.exec(source)?.[1]?.trim() ?? '')
  assert.equal(subjects.filter(subject => subject.includes('reminder')).length, 1)
  assert.equal((await engine.pledges.see(paid.id, paid.token))?.pledge.state, 'done')
  const own = await engine.personalData.findDonor(PHONE)
  assert.deepEqual(
    own.pledges.map(({ contact }) => contact?.email),
    ['wanjiru@example.org'],
  )
  await engine.database.kysely.updateTable('pledges').set({ amount_kes: 9_000 }).where('id', '=', paid.id).execute()
  assert.deepEqual((await engine.verifyBooks()).firstBadRow, {
    table: 'pledges',
    id: paid.id,
    problem: 'it was altered',
  })
  await engine.database.kysely.updateTable('pledges').set({ amount_kes: 500 }).where('id', '=', paid.id).execute()
  await engine.personalData.eraseDonor(PHONE, { isDryRun: false })
  assert.equal((await engine.pledges.see(paid.id, paid.token))?.pledge.contact, null)
  assert.equal((await engine.verifyBooks()).firstBadRow, null)
})
