// The drill: restore yesterday's backup, reconcile, and the books equal M-PESA's ledger again.

import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { backUp } from '@harambee/payments'
import { startPostgres } from '../crash/postgres-server.ts'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { createDice } from '../simulation/dice.ts'
import { IS_SOAK } from '../soak/minutes.ts'
import { type Charity, openCharity } from './charity.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const SEED = Number(process.env.HARAMBEE_SEED ?? 1)

/** Where the books are kept, and where they are restored to. */
interface Place {
  readonly databaseUrl: string
  readonly restoredUrl: string
  lose(charity: Charity): Promise<void>
}

const sqlite = async (): Promise<Place> => ({
  databaseUrl: 'file:./harambee.db',
  restoredUrl: 'file:./harambee.db',
  async lose({ folder }) {
    for (const ending of ['', '-wal', '-shm']) rmSync(join(folder, `harambee.db${ending}`), { force: true })
  },
})

// One server for all drills: it outlives the first.
const cleanUps = gatherCleanUps()
after(() => cleanUps.run())
let server: ReturnType<typeof startPostgres> | undefined
const postgres = async (): Promise<Place> => {
  server ??= startPostgres(cleanUps)
  const { createDatabase } = await server
  // The old one stays out of reach: a backup goes into a new one.
  return { databaseUrl: await createDatabase(), restoredUrl: await createDatabase(), async lose() {} }
}

for (const [name, find, drills] of [
  ['SQLite', sqlite, IS_SOAK ? 300 : 4],
  ['PostgreSQL', postgres, IS_SOAK ? 60 : 2],
] as const) {
  test(`gifts before the backup, across it, after it, and while nothing ran are all in the books again [${name}]`, async context => {
    await drillByHand(context, await find())
  })

  for (let number = 0; number < drills; number++) {
    const seed = SEED * 1_000 + number
    test(`after a random day was lost the books are M-PESA’s ledger again (seed ${seed}) [${name}]`, async context => {
      await drillAtRandom(context, await find(), seed)
    })
  }
}

async function drillByHand(context: TestContext, place: Place): Promise<void> {
  const charity = await openCharity(context, { seed: 7, databaseUrl: place.databaseUrl })
  const { time, safaricom } = charity
  const phones = Array.from({ length: 12 }, (_, index) => `2547000001${String(index).padStart(2, '0')}`)
  const [paid, failed, unheard, openPaid, openCancelled, held, after, afterUnheard, sleeping, byMenu, later] = phones
  for (const phone of [paid, unheard, after, afterUnheard]) setBehaviour(charity, phone, 'pays')
  setBehaviour(charity, failed, 'cancels')

  // A whole gift, a failure, and one that only a query told of: it has no receipt.
  await charity.give({ phoneNumber: `${paid}`, amountKes: 500 })
  await charity.give({ phoneNumber: `${failed}`, amountKes: 500 })
  await time.advance(10 * MINUTE_MS)
  safaricom.setFaults({ callbackLost: 1 })
  await charity.give({ phoneNumber: `${unheard}`, amountKes: 700, campaign: 'kisima' })
  await time.advance(10 * MINUTE_MS)
  safaricom.setFaults({ callbackLost: 0 })
  // Three prompts are out when the backup is made; of one, not even the push was answered.
  const first = await charity.give({ phoneNumber: `${openPaid}`, amountKes: 900 })
  const second = await charity.give({ phoneNumber: `${openCancelled}`, amountKes: 900 })
  const letGo = charity.holdPushes()
  const third = await charity.give({ phoneNumber: `${held}`, amountKes: 1_100 })
  assert.deepEqual([first.status, second.status, third.status], ['pending', 'pending', 'created'])

  const file = join(charity.folder, 'yesterday.backup')
  const backup = await backUp(charity.engine, file, { mayReplace: false })
  assert.deepEqual([backup.payments, backup.receipts], [6, 1])

  // After the backup: all three are answered, others give, with and without a prompt, heard of and unheard of.
  letGo()
  await time.advance(5_000)
  answer(charity, openPaid, 'pay')
  answer(charity, openCancelled, 'cancel')
  answer(charity, held, 'pay')
  await time.advance(HOUR_MS)
  await charity.give({ phoneNumber: `${after}`, amountKes: 1_300 })
  safaricom.setFaults({ callbackLost: 1 })
  await charity.give({ phoneNumber: `${afterUnheard}`, amountKes: 1_300, campaign: 'kisima' })
  await time.advance(HOUR_MS)
  safaricom.setFaults({ callbackLost: 0 })
  await payFromMenu(charity, byMenu, 'MADARASA', 1_500)
  await payFromMenu(charity, byMenu, 'RENT', 999)
  assert.equal((await charity.books()).length, 6)
  // One prompt is out when everything is lost, and answered while nothing runs.
  await charity.give({ phoneNumber: `${sleeping}`, amountKes: 1_700 })
  await charity.stop()
  await place.lose(charity)
  answer(charity, sleeping, 'pay')
  await payFromMenu(charity, later, 'KISIMA', 1_900)
  await time.advance(12 * HOUR_MS)

  const restored = await charity.restore(file, place.restoredUrl)
  assert.deepEqual([restored.payments, restored.open, restored.head], [6, 3, backup.head])
  await charity.start(place.restoredUrl)
  await time.advance(10 * MINUTE_MS)

  // By itself it has found out what became of what was open when the backup was made, as far as Daraja could be asked.
  const statusOf = async (id: string) => (await charity.engine.findDonation(id, null))?.payment.status
  assert.deepEqual(
    [await statusOf(first.id), await statusOf(second.id), await statusOf(third.id)],
    ['succeeded', 'failed', 'pending'],
  )
  // What was given after the backup, M-PESA still lists.
  const pulled = await reconcile(charity)
  assert.deepEqual(pulled.outcomes, { known: 1, matched: 3, booked: 5, waiting: 0, unclaimed: 1, ignored: 0 })
  assert.equal(await statusOf(third.id), 'succeeded')
  await assertEqualsLedger(charity)

  // Safaricom may still post what it could not: it changes nothing.
  for (const callback of safaricom.callbacks()) safaricom.resendCallback(callback.id)
  await time.advance(HOUR_MS)
  assert.equal((await reconcile(charity)).outcomes.booked, 0)
  await assertEqualsLedger(charity)
}

async function drillAtRandom(context: TestContext, place: Place, seed: number): Promise<void> {
  const charity = await openCharity(context, { seed, databaseUrl: place.databaseUrl })
  const { time, safaricom } = charity
  const dice = createDice(BigInt(seed), 'day')
  const draw = (limit: number) => dice.whole(0, limit - 1)
  const chance = (probability: number) => draw(1_000) < probability * 1_000
  const phones = Array.from({ length: 30 }, (_, index) => `25470000${String(index + 200).padStart(4, '0')}`)
  for (const phone of phones) {
    const behaviour = (['pays', 'pays', 'pays', 'pays-late', 'cancels', 'ignores', 'no-funds'] as const)[draw(7)]
    setBehaviour(charity, phone, behaviour ?? 'pays')
  }
  if (chance(0.5)) await charity.registerConfirmations()
  safaricom.setFaults({
    callbackLost: draw(40) / 100,
    callbackDuplicated: draw(30) / 100,
    pushResponseLost: draw(15) / 100,
    queryBusy: draw(30) / 100,
    phoneFormat: chance(0.5) ? 'plain' : 'masked',
  })

  const giveSome = async (hours: number) => {
    for (let minutes = 0; minutes < hours * 60; ) {
      const phone = phones[draw(phones.length)] ?? ''
      const amountKes = [100, 200, 500][draw(3)] ?? 100
      const campaign = chance(0.5) ? 'madarasa' : 'kisima'
      if (charity.isRunning && !chance(0.2)) {
        await charity.give({ phoneNumber: phone, amountKes, campaign }).catch(() => {})
      } else await payFromMenu(charity, phone, campaign.toUpperCase(), amountKes)
      const pause = 1 + draw(40)
      minutes += pause
      await time.advance(pause * MINUTE_MS)
    }
  }
  await giveSome(6)
  const file = join(charity.folder, 'yesterday.backup')
  // A prompt is on its way while the backup is made.
  await charity.give({ phoneNumber: phones[draw(phones.length)] ?? '', amountKes: 500 }).catch(() => {})
  await backUp(charity.engine, file, { mayReplace: false })
  await giveSome(14)
  await charity.stop()
  await place.lose(charity)
  await giveSome(2)

  await charity.restore(file, place.restoredUrl)
  safaricom.setFaults({ callbackLost: 0, pushResponseLost: 0, queryBusy: 0 })
  await charity.start(place.restoredUrl)
  await time.advance(2 * HOUR_MS)
  const { lines, outcomes } = await reconcile(charity)
  context.diagnostic(`${lines} lines: ${JSON.stringify(outcomes)}`)
  // What waited for a payment whose outcome was open goes on once it is known.
  await time.advance(25 * HOUR_MS - 2 * HOUR_MS)
  await reconcile(charity)

  await assertEqualsLedger(charity)
}

function setBehaviour(
  { safaricom }: Charity,
  phone: string | undefined,
  behaviour: 'pays' | 'pays-late' | 'cancels' | 'ignores' | 'no-funds',
) {
  safaricom.setSubscriber(`${phone}`, { behaviour, balanceKes: 200_000 })
}

function answer({ safaricom }: Charity, phone: string | undefined, action: 'pay' | 'cancel'): void {
  const prompt = safaricom.prompts().find(({ phoneNumber }) => phoneNumber === phone)
  if (!prompt) throw new Error(`no prompt is out on ${phone}`)
  safaricom.answer(prompt.checkoutRequestId, action)
}

async function payFromMenu(
  charity: Charity,
  phone: string | undefined,
  accountReference: string,
  amountKes: number,
): Promise<void> {
  const { safaricom } = charity
  await charity.during(
    safaricom.payByPayBill({ phoneNumber: `${phone}`, shortCode: '174379', accountReference, amountKes }),
  )
}

async function reconcile(charity: Charity) {
  await charity.during(charity.engine.reconciler.askAll())
  const pulled = await charity.during(charity.engine.pullMoney())
  assert.equal(pulled.problem, null)
  return pulled
}

/** The same gifts, receipt by receipt and day by day, and books that are whole. */
async function assertEqualsLedger(charity: Charity): Promise<void> {
  const truth = charity.truth()
  const books = await charity.books()
  const toLine = ({ amountKes, receiptNumber }: { amountKes: number; receiptNumber: string | null }) =>
    `${receiptNumber} ${amountKes}`
  assert.deepEqual(books.map(toLine).sort(), truth.map(toLine).sort())

  const days = new Map<string, { gifts: number; amountKes: number }>()
  for (const { day, amountKes } of truth) {
    const { gifts, amountKes: sum } = days.get(day) ?? { gifts: 0, amountKes: 0 }
    days.set(day, { gifts: gifts + 1, amountKes: sum + amountKes })
  }
  const totals = await charity.engine.listDailyTotals({})
  const recomputed = [...days]
    .map(([day, sums]) => ({ day, ...sums }))
    .sort((left, right) => (left.day < right.day ? 1 : -1))
  assert.deepEqual(totals, recomputed)

  const { ok, firstBadRow } = await charity.engine.verifyBooks()
  assert.ok(ok, JSON.stringify(firstBadRow))
}
