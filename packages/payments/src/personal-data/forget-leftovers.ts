// What belongs to no payment, or came after its payment was forgotten: callbacks, and what receipts show of their payers.

import { signReceipt } from '../audit.ts'
import { FORGOTTEN_BODY, FORGOTTEN_HASH } from '../forgotten.ts'
import { forgetBodies, lockBodies } from './forget-bodies.ts'
import type { ForgetContext } from './forget-payments.ts'

/** Rows in one transaction. */
const PAGE = 200

/**
 * @param beforeMs of what no payment is known for, only what came before this; null: nothing of it
 * @returns how many callbacks lost their body
 */
export async function forgetCallbacks({ database, sealer }: ForgetContext, beforeMs: number | null): Promise<number> {
  const forgottenHash = sealer.hashBody(FORGOTTEN_BODY)
  let count = 0
  for (let after = 0; ; ) {
    const found = await database.snapshot(snapshot =>
      snapshot
        .selectFrom('inbox')
        .leftJoin('payments', 'payments.id', 'inbox.payment_id')
        .select('inbox.id')
        .where('inbox.id', '>', after)
        .where('inbox.verdict', 'is not', null)
        .where('inbox.body_hash', '<>', forgottenHash)
        .where(where => {
          const isOfForgotten = where('payments.phone_hash', '=', FORGOTTEN_HASH)
          if (beforeMs === null) return isOfForgotten
          return where.or([
            isOfForgotten,
            where.and([where('payments.id', 'is', null), where('inbox.received_at', '<', beforeMs)]),
          ])
        })
        .orderBy('inbox.id')
        .limit(PAGE)
        .execute(),
    )
    const ids = found.map(({ id }) => id)
    count += await forgetBodiesById({ database, sealer }, ids)
    after = ids.at(-1) ?? after
    if (ids.length < PAGE) return count
  }
}

/** @param ids at most some hundreds @returns how many lost their body */
export async function forgetBodiesById(
  { database, sealer }: Pick<ForgetContext, 'database' | 'sealer'>,
  ids: readonly number[],
): Promise<number> {
  if (ids.length === 0) return 0
  return database.transaction([], async transaction => {
    const bodies = await lockBodies(transaction, database.engine, sealer, query => query.where('inbox.id', 'in', ids))
    await forgetBodies(transaction, sealer, bodies)
    return bodies.length
  })
}

/** The same for what receipts show of who paid. The money, its receipt number and its day stay. */
export async function forgetPayers({ database, sealer }: ForgetContext, beforeMs: number | null): Promise<number> {
  let count = 0
  for (let after = ''; ; ) {
    const page = await database.transaction([], async transaction => {
      const query = transaction
        .selectFrom('receipts')
        .leftJoin('payments', 'payments.id', 'receipts.payment_id')
        .selectAll('receipts')
        .where('receipts.receipt_number', '>', after)
        .where('receipts.payer', 'is not', null)
        .where(where => {
          const isOfForgotten = where('payments.phone_hash', '=', FORGOTTEN_HASH)
          if (beforeMs === null) return isOfForgotten
          return where.or([
            isOfForgotten,
            where.and([where('receipts.payment_id', 'is', null), where('receipts.created_at', '<', beforeMs)]),
          ])
        })
        .orderBy('receipts.receipt_number')
        .limit(PAGE)
      const rows = await (database.engine === 'postgres' ? query.forUpdate('receipts').skipLocked() : query).execute()
      for (const row of rows) {
        // What somebody typed who paid to no account of ours may be a name.
        const account = row.payment_id === null ? null : row.account_reference
        const receipt = { ...row, payer: null, account_reference: account }
        await transaction
          .updateTable('receipts')
          .set({ payer: null, account_reference: account, seal: signReceipt(sealer, receipt) })
          .where('receipt_number', '=', row.receipt_number)
          .execute()
      }
      return rows.map(row => row.receipt_number)
    })
    count += page.length
    after = page.at(-1) ?? after
    if (page.length < PAGE) return count
  }
}
