// The comparison at the end of every crash test: what was acknowledged is in the inbox, and the books are what Safaricom's
// ledger is. All sums and statements here are the tests' own.

import assert from 'node:assert/strict'
import { poll } from '../journeys/poll.ts'
import { type Books, count, readBooks, toHex } from './books.ts'
import type { Givers } from './givers.ts'
import type { Safaricom } from './open-safaricom.ts'
import type { World } from './open-world.ts'
import type { Counts } from './soak.ts'

/** A day and a bit: whoever has not answered by then never will. */
const TOMORROW = { HARAMBEE_TEST_CLOCK_OFFSET_MS: String(25 * 60 * 60_000) }
/** More history than this of one payment would mean that something goes round in circles. */
const MOST_ROWS_PER_PAYMENT = 40
/** The same body again and again is answered like the first, and not stored more often than this. */
const MOST_EQUAL_ROWS = 20

/** How many acknowledged bodies the inbox does not hold. */
export async function countLost(books: Books, safaricom: Safaricom): Promise<number> {
  const stored = new Map<string, number>()
  for (const row of await books.select('SELECT body_hash, count(*) AS rows FROM inbox GROUP BY body_hash')) {
    stored.set(toHex(row.body_hash), Number(row.rows))
  }
  let lost = 0
  for (const [hash, times] of safaricom.acknowledged) {
    lost += Math.max(0, Math.min(times, MOST_EQUAL_ROWS) - (stored.get(hash) ?? 0))
  }
  return lost
}

/** Money in the books that never moved, and totals that are not the sum of what is paid. Holds at every moment. */
export async function countInvented(books: Books, world: World, givers: Givers): Promise<number> {
  const paid = await books.select("SELECT id, amount_kes, receipt_number FROM payments WHERE status = 'succeeded'")
  const [sums] = await books.select(
    `SELECT (SELECT coalesce(sum(amount_kes), 0) FROM payments WHERE status = 'succeeded') AS paid,
            (SELECT count(*) FROM payments WHERE status = 'succeeded') AS payments,
            (SELECT coalesce(sum(amount_kes), 0) FROM campaign_totals) AS counted,
            (SELECT coalesce(sum(gifts), 0) FROM campaign_totals) AS gifts`,
  )
  assert.deepEqual([Number(sums?.counted), Number(sums?.gifts)], [Number(sums?.paid), Number(sums?.payments)])
  await assertGapless(books)
  const truth = toTruth(world.safaricom, givers)
  return paid.filter(row => {
    const true_ = truth.get(String(row.id))
    const isReceipt = row.receipt_number === null || row.receipt_number === true_?.receiptNumber
    return true_ === undefined || true_.amountKes !== Number(row.amount_kes) || !isReceipt
  }).length
}

/** Receipts are numbered 1 to n in each year, one for each paid payment. Read in one statement: others go on meanwhile. */
async function assertGapless(books: Books): Promise<void> {
  const [row] = await books.select(
    `SELECT (SELECT count(*) FROM payments WHERE status IN ('succeeded', 'reversed')) AS paid,
            (SELECT count(*) FROM receipt_serials JOIN payments ON id = payment_id
              WHERE status IN ('succeeded', 'reversed')) AS numbered,
            (SELECT coalesce(sum(last), 0) FROM
              (SELECT max(number) AS last FROM receipt_serials GROUP BY year) AS years) AS numbers`,
  )
  const paid = Number(row?.paid)
  assert.deepEqual([Number(row?.numbered), Number(row?.numbers)], [paid, paid], 'receipt numbers')
}

/**
 * Waits until everything that can be known is known, compares, has the callbacks that never arrived delivered at last, and
 * compares again: then the books are the ledger, to the last receipt.
 */
export async function healAndCompare(world: World, givers: Givers, counts: Counts): Promise<void> {
  const { safaricom, databaseUrl } = world
  const { simulator } = safaricom
  simulator.setFaults({ callbackLost: 0, callbackDuplicated: 0, pushResponseLost: 0, push5xx: 0, queryBusy: 0 })
  await poll('every prompt to be answered, and every callback to be posted', () => {
    const isWaiting = simulator.callbacks().some(({ state }) => state === 'waiting')
    return simulator.prompts().length === 0 && !isWaiting
  })
  await untilDrained(databaseUrl)
  await world.cli(['reconcile'])

  const unknown = await readBooks(databaseUrl, async books => {
    counts.add('lost', await countLost(books, safaricom))
    counts.add('money unknown to the simulator', await countInvented(books, world, givers))
    return listUnsettled(books)
  })
  // Nobody can know of a payment whose push had no answer and whose callbacks all found nobody.
  const unknowable = unknown.filter(row => row.checkout_request_id === null && !safaricom.informed.has(String(row.id)))
  assert.deepEqual(unknown, unknowable, 'Daraja could have been asked about these')

  await deliverTheRest(world, givers)
  await untilDrained(databaseUrl)
  const unasked = await readBooks(databaseUrl, books => compare(books, world, givers, counts))
  if (unasked > 0) await giveUp(world, unasked)
  const { ok } = await world.cli<{ ok: boolean }>(['verify'])
  assert.equal(ok, true)
  counts.add('callbacks acknowledged', sum(safaricom.acknowledged.values()))
  counts.add('payments', givers.all.size)
  counts.add('of them to be told late', unknowable.length)
}

/** Payments whose push never left, because whoever was about to send it had died: tomorrow a person looks at them. */
async function giveUp(world: World, unasked: number): Promise<void> {
  // The first finds that the push will not be answered any more, the second that nothing else will.
  await world.cli(['reconcile'], TOMORROW)
  await world.cli(['reconcile'], TOMORROW)
  const open = await readBooks(world.databaseUrl, listUnsettled)
  assert.deepEqual(new Set(open.map(({ status }) => status)), new Set(['review']))
  assert.equal(open.length, unasked)
}

/** @returns how many payments nobody was ever prompted for */
async function compare(books: Books, { safaricom }: World, givers: Givers, counts: Counts): Promise<number> {
  counts.add('lost', await countLost(books, safaricom))
  const truth = toTruth(safaricom, givers)
  const rows = await books.select('SELECT id, status, amount_kes, receipt_number FROM payments ORDER BY id')
  const paid = rows.filter(row => row.status === 'succeeded')
  const inBooks = paid.map(row => `${row.id} ${row.amount_kes} ${row.receipt_number}`)
  const inLedger = [...truth].map(([id, { amountKes, receiptNumber }]) => `${id} ${amountKes} ${receiptNumber}`)
  assert.deepEqual(inBooks.sort(), inLedger.sort(), 'the books are not the ledger')
  const prompted = toPrompted(safaricom, givers)
  const open = rows.filter(({ status }) => status !== 'succeeded' && status !== 'failed')
  assert.deepEqual(
    open.filter(({ id }) => prompted.has(String(id))),
    [],
    'these were prompted, and could be known by now',
  )

  const [total] = await books.select('SELECT sum(amount_kes) AS kes, sum(gifts) AS gifts FROM campaign_totals')
  const ledgerKes = sum([...truth.values()].map(({ amountKes }) => amountKes))
  assert.deepEqual([Number(total?.kes ?? 0), Number(total?.gifts ?? 0)], [ledgerKes, truth.size], 'the totals')

  const doubled = await books.select(
    `SELECT payment_id FROM payment_history WHERE status_after = 'succeeded' AND status_before <> 'succeeded'
     GROUP BY payment_id HAVING count(*) > 1`,
  )
  counts.add('settled twice', doubled.length)
  const most = await count(
    books,
    'SELECT coalesce(max(entries), 0) FROM (SELECT count(*) AS entries FROM payment_history GROUP BY payment_id) AS each',
  )
  assert.ok(most <= MOST_ROWS_PER_PAYMENT, `${most} entries of one payment`)
  const twice = [...prompted].filter(([, prompts]) => prompts > 1)
  assert.deepEqual(twice, [], 'prompted more than once, though the same form came')
  const known = new Set(rows.map(row => String(row.id)))
  assert.deepEqual(
    [...givers.stored].filter(id => !known.has(id)),
    [],
    'intents that were said to be stored',
  )
  for (const what of ['lost', 'settled twice', 'money unknown to the simulator']) {
    assert.equal(counts.get(what), 0, what)
  }
  return open.length
}

/** How often a phone was prompted for a payment. */
function toPrompted({ simulator }: Safaricom, givers: Givers): Map<string, number> {
  const idOf = toIds(givers)
  const prompted = new Map<string, number>()
  for (const { phoneNumber } of simulator.ledger().prompts) {
    const id = idOf.get(phoneNumber) ?? ''
    prompted.set(id, (prompted.get(id) ?? 0) + 1)
  }
  return prompted
}

/** Money that moved, by payment. */
function toTruth({ simulator }: Safaricom, givers: Givers): Map<string, { amountKes: number; receiptNumber: string }> {
  const idOf = toIds(givers)
  return new Map(simulator.ledger().receipts.map(receipt => [idOf.get(receipt.phoneNumber) ?? '', receipt]))
}

/** Everybody gives once, from a phone of their own. */
function toIds(givers: Givers): Map<string, string> {
  return new Map([...givers.all.values()].map(({ id, phoneNumber }) => [String(phoneNumber), String(id)]))
}

function listUnsettled(books: Books) {
  return books.select(
    "SELECT id, status, checkout_request_id FROM payments WHERE status NOT IN ('succeeded', 'failed') ORDER BY id",
  )
}

/** Every callback nobody took is posted again, as an operator at Safaricom would. */
async function deliverTheRest({ safaricom }: World, givers: Givers): Promise<void> {
  const missing = safaricom.simulator.callbacks().filter(({ url, isMalformed }) => {
    const id = new URL(url).pathname.split('/').at(-2) ?? ''
    return givers.all.has(id) && !safaricom.informed.has(id) && !isMalformed
  })
  for (const { id } of missing) safaricom.simulator.resendCallback(id)
  await poll('the callbacks that were posted again to be taken', () =>
    missing.every(({ url }) => safaricom.informed.has(new URL(url).pathname.split('/').at(-2) ?? '')),
  )
}

/** Waits until nothing stored is left to be applied. */
export async function untilDrained(databaseUrl: string): Promise<void> {
  await poll('the inbox to be drained', () =>
    readBooks(
      databaseUrl,
      async books => (await count(books, 'SELECT count(*) FROM inbox WHERE verdict IS NULL')) === 0,
    ),
  )
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}
