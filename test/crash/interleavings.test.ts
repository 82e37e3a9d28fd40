// Three engines do three things to one payment at the same time, in every order their statements can take. Whatever the
// order, the books end as if one had been done after the other, and the money is counted once.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type postgres from 'postgres'
import { lastFirst } from '../journeys/clean-ups.ts'
import { createDice, type Dice } from '../simulation/dice.ts'
import { IS_SOAK, SOAK_MINUTES } from '../soak/minutes.ts'
import { interleave } from './interleave.ts'
import {
  type Deed,
  type InterleavedWorld,
  openInterleavedWorld,
  type Prepared,
  toConfirmation,
  toFailure,
  toSuccess,
} from './interleaved-world.ts'
import { listSchedules, listSerialSchedules, type Schedule } from './schedules.ts'

/** Drawn for each scenario in the short form. The long form takes all 34,650 for the first, and for the others as far as */
const DRAWN = 125
/** … this part of its minutes goes, for each. */
const SHARE = 0.25
/** In the half hour of a whole soak, and in longer ones, the first of them is tried in every order. */
const MINUTES_FOR_ALL = 3
const SEED = 0x1d1en

interface Scenario {
  readonly title: string
  /** What lies in the inbox before. */
  readonly store: (world: InterleavedWorld, prepared: Prepared) => Promise<void>
  readonly deeds: (world: InterleavedWorld) => readonly Deed[]
}

const SCENARIOS: Scenario[] = [
  {
    title: 'a callback, a query that agrees, and an engine that gives up',
    store: (world, prepared) => world.store('payment', prepared, toSuccess(prepared)),
    deeds: world => [world.drain(0), world.query(1, '0'), world.giveUp(2)],
  },
  {
    title: 'a callback, a query that says cancelled, and an engine that gives up',
    store: (world, prepared) => world.store('payment', prepared, toSuccess(prepared)),
    deeds: world => [world.drain(0), world.query(1, '1032'), world.giveUp(2)],
  },
  {
    title: 'a callback and a confirmation drained by two engines, and a query',
    async store(world, prepared) {
      await world.store('payment', prepared, toSuccess(prepared))
      await world.store('c2b', prepared, toConfirmation(prepared))
    },
    deeds: world => [world.drain(0), world.query(1, '0'), world.drain(2)],
  },
  {
    title: 'a failure and a success drained by two engines, and a query',
    async store(world, prepared) {
      await world.store('payment', prepared, toFailure(prepared, 1037))
      await world.store('payment', prepared, toSuccess(prepared))
    },
    deeds: world => [world.drain(0), world.query(1, '0'), world.drain(2)],
  },
]

for (const [index, scenario] of SCENARIOS.entries()) {
  test(`in whatever order: ${scenario.title} [PostgreSQL]`, async context => {
    const world = await openInterleavedWorld(lastFirst(context))
    const serial = new Map<string, Schedule>()
    for (const schedule of listSerialSchedules()) serial.set((await play(world, scenario, schedule)).end, schedule)
    const dice = createDice(SEED, String(index))
    const schedules = shuffle([...listSchedules()], dice).slice(0, IS_SOAK ? undefined : DRAWN)
    const isTimed = IS_SOAK && (index > 0 || SOAK_MINUTES < MINUTES_FOR_ALL)
    const endAtMs = isTimed ? Date.now() + SOAK_MINUTES * 60_000 * SHARE : Number.POSITIVE_INFINITY
    const sums = { schedules: 0, waits: 0, retries: 0 }
    const ends = new Map<string, number>()

    for (const schedule of schedules) {
      if (Date.now() > endAtMs) break
      const { end, waits, retries } = await play(world, scenario, schedule).catch(error => {
        throw new Error(`${schedule.join('')}, after ${sums.schedules} others`, { cause: error })
      })
      assert.ok(serial.has(end), `${schedule.join('')} ends like no order of one after the other: ${end}`)
      ends.set(end, (ends.get(end) ?? 0) + 1)
      sums.schedules += 1
      sums.waits += waits
      sums.retries += retries
    }

    assert.equal(await world.verify(), true)
    assert.equal(sums.retries, 0, 'somebody had to begin again: locks are taken in one order by everybody')
    context.diagnostic(
      `${sums.schedules} of 34,650 schedules, ${sums.waits} waits for a lock, ${ends.size} of ${serial.size} serial ends reached`,
    )
  })
}

function shuffle(schedules: readonly Schedule[], dice: Dice): Schedule[] {
  return schedules
    .map(schedule => ({ schedule, at: dice.next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ schedule }) => schedule)
}

async function play(world: InterleavedWorld, scenario: Scenario, schedule: Schedule) {
  const prepared = await world.prepare()
  await scenario.store(world, prepared)
  const before = await totalOf(world.watcher)
  const actors = scenario.deeds(world).map((deed, actor) => {
    const gate = world.gates[actor]
    if (!gate) throw new Error(`nobody is actor ${actor}`)
    return { gate, run: deed(prepared) }
  })
  const { waits, retries } = await interleave(actors, schedule, world.watcher)

  const end = await readEnd(world.watcher, prepared)
  const after = await totalOf(world.watcher)
  const gained = [after.kes - before.kes, after.gifts - before.gifts]
  assert.deepEqual(gained, [prepared.payment.amountKes, 1], `${schedule.join('')} counted ${gained}`)
  return { end, waits, retries }
}

async function totalOf(sql: postgres.Sql): Promise<{ kes: number; gifts: number }> {
  const [row] = await sql`SELECT amount_kes::int AS kes, gifts::int AS gifts FROM campaign_totals`
  return { kes: Number(row?.kes ?? 0), gifts: Number(row?.gifts ?? 0) }
}

/** Everything lasting about a payment but ids and times, as text. */
async function readEnd(sql: postgres.Sql, { payment, receiptNumber }: Prepared): Promise<string> {
  const [row] = await sql`
    SELECT
      (SELECT json_build_array(status, failure_reason, result_code, review_reason, flag, receipt_number = ${receiptNumber},
          is_receipt_inferred, claim IS NULL, doubt IS NULL, sources, query_count, next_query_at IS NULL)
        FROM payments WHERE id = ${payment.id}) AS payment,
      (SELECT json_agg(json_build_array(payment_id = ${payment.id}, channel, amount_kes = ${payment.amountKes},
          confirmed_kes = ${payment.amountKes}))
        FROM receipts WHERE receipt_number = ${receiptNumber}) AS receipts,
      (SELECT json_agg(json_build_array(channel, verdict, because) ORDER BY id)
        FROM inbox WHERE payment_id = ${payment.id} OR named_id = ${payment.id}) AS inbox,
      (SELECT json_agg(json_build_array(source, said, verdict, status_before, status_after) ORDER BY id)
        FROM payment_history WHERE payment_id = ${payment.id}) AS history`
  const undrained = await sql`SELECT 1 FROM inbox WHERE verdict IS NULL`
  assert.equal(undrained.length, 0, 'something was left in the inbox')
  const history: string[][] = row?.history ?? []
  const settled = history.filter(([, , , before, after]) => after === 'succeeded' && before !== 'succeeded')
  assert.equal(settled.length, 1, `settled ${settled.length} times`)
  return JSON.stringify(row)
}
