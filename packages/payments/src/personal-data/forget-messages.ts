// Takes recipients and texts out of messages about payments whose number is forgotten, and whom out of pledges. That one was
// sent, or made, stays known.

import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { FORGOTTEN_HASH } from '../forgotten.ts'
import { findPledge, listPledgesOf, savePledge, toStopped } from '../pledges/pledge-rows.ts'
import type { ForgetContext } from './forget-payments.ts'

/** What has not been sent yet is not sent any more. */
export async function forgetMessages(
  transaction: Kysely<Tables>,
  paymentIds: readonly string[],
  nowMs: number,
): Promise<void> {
  await transaction
    .updateTable('messages')
    .set({ content_sealed: null })
    .where('payment_id', 'in', paymentIds)
    .where('content_sealed', 'is not', null)
    .execute()
  await transaction
    .updateTable('messages')
    .set({ state: 'dropped', because: 'the phone number was forgotten', next_at: null, settled_at: nowMs })
    .where('payment_id', 'in', paymentIds)
    .where('state', '=', 'waiting')
    .execute()
}

/** A number's owner wants it forgotten: all pledges of it end. @returns how many */
export async function forgetPledgesOf(context: ForgetContext, phoneHash: string): Promise<number> {
  const { database, sealer } = context
  const pledges = await listPledgesOf(database.kysely, sealer, phoneHash)
  for (const { id } of pledges) await forgetPledge(context, id)
  return pledges.length
}

/** Those that are over keep nobody: whoever is still to be reminded has asked for it. @returns how many */
export async function forgetOldPledges(context: ForgetContext, beforeMs: number): Promise<number> {
  const rows = await context.database.kysely
    .selectFrom('pledges')
    .select('id')
    .where('state', '=', 'done')
    .where('changed_at', '<', beforeMs)
    .where('phone_hash', '<>', FORGOTTEN_HASH)
    .execute()
  for (const { id } of rows) await forgetPledge(context, id)
  return rows.length
}

async function forgetPledge({ database, sealer, ports }: ForgetContext, id: string): Promise<void> {
  await database.transaction([`pledge:${id}`], async transaction => {
    const nowMs = ports.nowMs()
    const pledge = await findPledge(transaction, sealer, id)
    if (pledge) await savePledge(transaction, sealer, toStopped(pledge, nowMs))
  })
}
