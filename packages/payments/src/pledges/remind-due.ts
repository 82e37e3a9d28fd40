// Writes the reminders of pledges whose day has come into the outbox, each once: who was away for three months is reminded
// once, late, and then again on the next day of theirs.

import type { Kysely } from 'kysely'
import { signMessage } from '../audit.ts'
import type { Database } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import { type Channel, toMessageId } from '../messages/message.ts'
import type { Ports } from '../ports.ts'
import { findCampaign } from '../queries/find-campaign.ts'
import { listDonationPayments } from '../queries/list-donation-payments.ts'
import { findStoppedAt } from '../queries/stopped-phones.ts'
import type { Sealer } from '../sealing.ts'
import { type Pledge, toDueMs, toNextDay } from './pledge.ts'
import { findPledge, listDuePledgeIds, savePledge, toStopped } from './pledge-rows.ts'

export interface RemindContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Pick<Ports, 'nowMs' | 'log'>
}

const AT_ONCE = 50
/** Rounds in one go. */
const MOST_ROUNDS = 200
/** A gift whose outcome is still open is looked at again after this. */
const LOOK_AGAIN_MS = 24 * 60 * 60_000

/** Reminds whoever is to be reminded by now. @param channels at least one */
export async function remindDue(context: RemindContext, channels: readonly Channel[]): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const ids = await listDuePledgeIds(context.database.kysely, channels, context.ports.nowMs(), AT_ONCE)
    for (const id of ids) await remindOne(context, id)
    if (ids.length < AT_ONCE) return
  }
}

async function remindOne({ database, sealer, ports }: RemindContext, id: string): Promise<void> {
  await database.transaction([`pledge:${id}`], async transaction => {
    const nowMs = ports.nowMs()
    const pledge = await findPledge(transaction, sealer, id)
    // Another engine was quicker, or it was stopped meanwhile.
    if (!pledge?.nextOn || (pledge.nextAtMs ?? Number.POSITIVE_INFINITY) > nowMs) return
    const standing = await findStanding(transaction, pledge, nowMs)
    if (standing === 'open') {
      return savePledge(transaction, sealer, { ...pledge, nextAtMs: nowMs + LOOK_AGAIN_MS, changedAtMs: nowMs })
    }
    // Nothing was ever given with it, there is nothing to give to any more, or its phone's owner wants no more prompts.
    if (standing === 'over') return savePledge(transaction, sealer, toStopped(pledge, nowMs))
    await insertReminder(transaction, sealer, pledge, pledge.nextOn, nowMs)
    const nextOn = toNextDay(pledge, nowMs)
    await savePledge(transaction, sealer, {
      ...pledge,
      state: nextOn === null ? 'done' : pledge.state,
      remindedOn: pledge.nextOn,
      nextOn,
      nextAtMs: nextOn === null ? null : toDueMs(nextOn),
      changedAtMs: nowMs,
    })
  })
}

async function findStanding(
  transaction: Kysely<Tables>,
  pledge: Pledge,
  nowMs: number,
): Promise<'paid' | 'open' | 'over'> {
  if ((await findCampaign(transaction, pledge.campaign, nowMs))?.hasEnded !== false) return 'over'
  if (pledge.contact === null || (await findStoppedAt(transaction, pledge.phoneHash)) !== null) return 'over'
  // It has reminded before.
  if (pledge.remindedOn !== null) return 'paid'
  const statuses = (await listDonationPayments(transaction, pledge.donationId)).map(({ status }) => status)
  if (statuses.some(status => status === 'succeeded' || status === 'reversed')) return 'paid'
  return statuses.every(status => status === 'failed') ? 'over' : 'open'
}

async function insertReminder(
  transaction: Kysely<Tables>,
  sealer: Sealer,
  { id: pledgeId, channel }: Pledge,
  day: string,
  nowMs: number,
): Promise<void> {
  const row = {
    id: toMessageId(`${pledgeId}.${day}`, 'reminder', channel),
    payment_id: null,
    pledge_id: pledgeId,
    occasion: 'reminder',
    channel,
    created_at: nowMs,
  }
  await transaction
    .insertInto('messages')
    .values({
      ...row,
      state: 'waiting',
      next_at: nowMs,
      content_sealed: null,
      because: null,
      reference: null,
      settled_at: null,
      seal: signMessage(sealer, row),
    })
    .onConflict(conflict => conflict.column('id').doNothing())
    .execute()
}
