// Forgets the phone numbers of old payments, page after page: the retention an operator runs every month.

import { type Kysely, sql } from 'kysely'
import { LONGEST_WINDOW_MS } from '../configuration/prompt-limits.ts'
import type { Tables } from '../database/tables.ts'
import { FORGOTTEN_HASH } from '../forgotten.ts'
import { prunePrompts } from '../queries/prune-prompts.ts'
import { forgetCallbacks, forgetPayers } from './forget-leftovers.ts'
import { forgetOldPledges } from './forget-messages.ts'
import { type ForgetContext, forgetPayments, PAYMENTS_AT_ONCE } from './forget-payments.ts'
import { RECEIPT_WAIT_MS } from './why-kept.ts'
import { finishWiping, startWiping } from './wipe-freed-pages.ts'

/** What a run forgot; of a dry run, what it would have. */
export interface Forgotten {
  readonly payments: number
  /** Callbacks whose body was replaced, and receipts that no longer show their payer. Not counted by a dry run. */
  readonly callbacks: number
  readonly receipts: number
  /** Payments from before that keep their number: nobody knows yet what became of them. */
  readonly stillNeeded: number
  /** The oldest payment whose number is kept; null: there is none. */
  readonly oldestKept: { readonly id: string; readonly status: string; readonly createdAtMs: number } | null
}

/** @param beforeMs payments asked for before this */
export async function forgetOld(
  context: ForgetContext,
  { beforeMs, isDryRun }: { readonly beforeMs: number; readonly isDryRun: boolean },
): Promise<Forgotten> {
  // Books of many years take a while to look through: longer than a statement beside others may.
  const look = <T>(work: (kysely: Kysely<Tables>) => Promise<T>) => context.database.snapshot(work)
  const nowMs = context.ports.nowMs()
  if (isDryRun) {
    const payments = await look(kysely => countForgettable(kysely, beforeMs, nowMs))
    const stillNeeded = (await look(kysely => countKnown(kysely, beforeMs))) - payments
    return {
      payments,
      callbacks: 0,
      receipts: 0,
      stillNeeded,
      oldestKept: await look(kysely => findOldest(kysely, beforeMs)),
    }
  }
  await startWiping(context.database)
  let [payments, callbacks] = [0, 0]
  for (let after: Place = { createdAtMs: -1, id: '' }; ; ) {
    const page = await look(kysely => listForgettable(kysely, beforeMs, nowMs, after))
    const ids = page.map(({ id }) => id)
    const done = await forgetPayments(context, ids, 'retention')
    payments += done.payments
    callbacks += done.callbacks
    const last = page.at(-1)
    if (!last || page.length < PAYMENTS_AT_ONCE) break
    after = { createdAtMs: last.created_at, id: last.id }
  }
  callbacks += await forgetCallbacks(context, beforeMs)
  const receipts = await forgetPayers(context, beforeMs)
  await forgetOldPledges(context, beforeMs)
  await prunePrompts(context.database.kysely, context.ports.nowMs() - LONGEST_WINDOW_MS)
  await finishWiping(context.database)
  context.ports.log.info('old phone numbers were forgotten', { payments, callbacks, receipts })
  const stillNeeded = await look(kysely => countKnown(kysely, beforeMs))
  return { payments, callbacks, receipts, stillNeeded, oldestKept: await look(kysely => findOldest(kysely, 0)) }
}

interface Place {
  readonly createdAtMs: number
  readonly id: string
}

/** As `whyKept` says it, for the database. */
function selectForgettable(kysely: Kysely<Tables>, beforeMs: number, nowMs: number) {
  return kysely
    .selectFrom('payments')
    .where('created_at', '<', beforeMs)
    .where('phone_hash', '<>', FORGOTTEN_HASH)
    .where('status', 'in', ['succeeded', 'failed', 'reversed'])
    .where('claim', 'is', null)
    .where('doubt', 'is', null)
    .where('next_query_at', 'is', null)
    .where(where =>
      where.or([
        where('status', '<>', 'succeeded'),
        where('receipt_number', 'is not', null),
        where(sql<number>`coalesce(settled_at, created_at)`, '<=', nowMs - RECEIPT_WAIT_MS),
      ]),
    )
}

function listForgettable(kysely: Kysely<Tables>, beforeMs: number, nowMs: number, after: Place) {
  return selectForgettable(kysely, beforeMs, nowMs)
    .select(['id', 'created_at'])
    .where(where =>
      where.or([
        where('created_at', '>', after.createdAtMs),
        where.and([where('created_at', '=', after.createdAtMs), where('id', '>', after.id)]),
      ]),
    )
    .orderBy('created_at')
    .orderBy('id')
    .limit(PAYMENTS_AT_ONCE)
    .execute()
}

async function countForgettable(kysely: Kysely<Tables>, beforeMs: number, nowMs: number): Promise<number> {
  const { count } = await selectForgettable(kysely, beforeMs, nowMs)
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

async function countKnown(kysely: Kysely<Tables>, beforeMs: number): Promise<number> {
  const { count } = await kysely
    .selectFrom('payments')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('created_at', '<', beforeMs)
    .where('phone_hash', '<>', FORGOTTEN_HASH)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The oldest payment whose number is known, from some time on. */
async function findOldest(kysely: Kysely<Tables>, sinceMs: number): Promise<Forgotten['oldestKept']> {
  const row = await kysely
    .selectFrom('payments')
    .select(['id', 'status', 'created_at'])
    .where('created_at', '>=', sinceMs)
    .where('phone_hash', '<>', FORGOTTEN_HASH)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row ? { id: row.id, status: row.status, createdAtMs: row.created_at } : null
}
