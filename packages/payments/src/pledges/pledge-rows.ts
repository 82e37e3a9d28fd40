// Pledges as rows and back. Whom one reminds is sealed; the row is signed whole, and signed anew at each change.

import type { Shillings } from '@harambee/daraja'
import type { Kysely } from 'kysely'
import { signPledge } from '../audit.ts'
import type { PledgeTable } from '../database/correspondence-tables.ts'
import type { Tables } from '../database/tables.ts'
import { FORGOTTEN_HASH } from '../forgotten.ts'
import type { Language } from '../languages.ts'
import type { Channel } from '../messages/message.ts'
import type { Sealer } from '../sealing.ts'
import { CONTACT_BELONGS_TO, type Pledge, type PledgeState, readContactText } from './pledge.ts'

export async function insertPledge(transaction: Kysely<Tables>, sealer: Sealer, pledge: Pledge): Promise<void> {
  await transaction.insertInto('pledges').values(toRow(sealer, pledge)).execute()
}

/** Within a transaction that holds the lock `pledge:<id>`. */
export async function savePledge(transaction: Kysely<Tables>, sealer: Sealer, pledge: Pledge): Promise<void> {
  const { id, ...row } = toRow(sealer, pledge)
  await transaction.updateTable('pledges').set(row).where('id', '=', id).execute()
  if (pledge.contact !== null) return
  // Nor is it known from what was sent.
  await transaction.updateTable('messages').set({ content_sealed: null }).where('pledge_id', '=', id).execute()
}

export async function findPledge(kysely: Kysely<Tables>, sealer: Sealer, id: string): Promise<Pledge | null> {
  const row = await kysely.selectFrom('pledges').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? toPledge(row, sealer) : null
}

/** Newest first. */
export async function listPledges(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  { state, limit }: { readonly state: PledgeState | null; readonly limit: number },
): Promise<Pledge[]> {
  let query = kysely.selectFrom('pledges').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit)
  if (state !== null) query = query.where('state', '=', state)
  return (await query.execute()).map(row => toPledge(row, sealer))
}

export async function listPledgesOf(kysely: Kysely<Tables>, sealer: Sealer, phoneHash: string): Promise<Pledge[]> {
  const rows = await kysely
    .selectFrom('pledges')
    .selectAll()
    .where('phone_hash', '=', phoneHash)
    .orderBy('id')
    .execute()
  return rows.map(row => toPledge(row, sealer))
}

/** Those whose day has come. */
export async function listDuePledgeIds(
  kysely: Kysely<Tables>,
  channels: readonly Channel[],
  nowMs: number,
  limit: number,
): Promise<string[]> {
  const rows = await kysely
    .selectFrom('pledges')
    .select('id')
    .where('next_at', '<=', nowMs)
    .where('channel', 'in', channels)
    .orderBy('next_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Stopped for good: whom it reminded is nobody's business any more. */
export function toStopped(pledge: Pledge, nowMs: number): Pledge {
  return {
    ...pledge,
    state: 'stopped',
    nextOn: null,
    nextAtMs: null,
    contact: null,
    phoneHash: FORGOTTEN_HASH,
    changedAtMs: nowMs,
  }
}

/** Says that it opens. @throws where it does not */
export function toPledge(row: PledgeTable, sealer: Sealer): Pledge {
  const { id, contact_sealed } = row
  return {
    id,
    donationId: row.donation_id,
    campaign: row.campaign,
    amountKes: row.amount_kes as Shillings,
    channel: row.channel as Channel,
    dayOfMonth: row.day_of_month,
    onDate: row.on_date,
    language: row.language as Language,
    state: row.state as PledgeState,
    nextOn: row.next_on,
    nextAtMs: row.next_at,
    remindedOn: row.reminded_on,
    contact: contact_sealed && readContactText(sealer.open(contact_sealed, CONTACT_BELONGS_TO(id)).toString()),
    phoneHash: row.phone_hash,
    phoneMasked: row.phone_masked,
    createdAtMs: row.created_at,
    changedAtMs: row.changed_at,
  }
}

function toRow(sealer: Sealer, pledge: Pledge): PledgeTable {
  const { id, contact } = pledge
  const row = {
    id,
    donation_id: pledge.donationId,
    campaign: pledge.campaign,
    amount_kes: pledge.amountKes,
    channel: pledge.channel,
    day_of_month: pledge.dayOfMonth,
    on_date: pledge.onDate,
    language: pledge.language,
    state: pledge.state,
    next_on: pledge.nextOn,
    next_at: pledge.nextAtMs,
    reminded_on: pledge.remindedOn,
    contact_sealed: contact && sealer.seal(JSON.stringify(contact), CONTACT_BELONGS_TO(id)),
    phone_hash: pledge.phoneHash,
    phone_masked: pledge.phoneMasked,
    created_at: pledge.createdAtMs,
    changed_at: pledge.changedAtMs,
  }
  return { ...row, seal: signPledge(sealer, row) }
}
