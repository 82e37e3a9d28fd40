// What makes tampering with the file visible: every row that says something about money carries a keyed hash of itself,
// and the history's rows carry one another's. Whoever can write the file but does not hold `HARAMBEE_SECRET` cannot make
// a hash that fits; `verify` names the first row whose does not.

import type { ChainedEntry, HistoryEntry } from './database/changes.ts'
import type { MessageTable, PledgeTable } from './database/correspondence-tables.ts'
import { type PaymentRow, toPaymentRow } from './database/payment-row.ts'
import type {
  CampaignEditTable,
  CampaignTable,
  CharityTable,
  DonationDetailsTable,
  DonationTable,
  InboxTable,
  ReceiptSerialTable,
  ReceiptTable,
  TaskTable,
} from './database/tables.ts'
import type { Payment } from './payment.ts'
import type { Sealer } from './sealing.ts'

/** Columns of a payment that say what is true of it; the others say when to ask next, and change without a report. */
const LASTING_COLUMNS = [
  'id',
  'donation_id',
  'campaign',
  'status',
  'failure_reason',
  'result_code',
  'review_reason',
  'flag',
  'amount_kes',
  'phone_hash',
  'phone_masked',
  'short_code',
  'account_reference',
  'checkout_request_id',
  'merchant_request_id',
  'receipt_number',
  'is_receipt_inferred',
  'claim',
  'doubt',
  'sources',
  'created_at',
  'pushed_at',
  'settled_at',
  'occurred_at',
] as const satisfies readonly (keyof PaymentRow)[]

/** Of a payment as it is after a report; kept in the history entry of that report. */
export function signPayment(sealer: Sealer, payment: Payment): string {
  return signPaymentRow(sealer, toPaymentRow(payment))
}

/** The same, of a row that may have been altered and is not to be read further. */
export function signPaymentRow(sealer: Sealer, row: PaymentRow): string {
  return sealer.sign(
    'payment',
    LASTING_COLUMNS.map(column => row[column]),
  )
}

/** Of a history entry and everything before it. */
export function signEntry(sealer: Sealer, previous: string, entry: HistoryEntry): string {
  return sealer.sign('history', [
    previous,
    entry.payment_id,
    entry.at,
    entry.source,
    entry.said,
    entry.verdict,
    entry.because,
    entry.status_before,
    entry.status_after,
    entry.result_code,
    entry.amount_kes,
    entry.receipt_number,
    entry.inbox_id,
    entry.payment_hash,
  ])
}

/** Links entries to the one before them. @param previous its hash; empty for the very first */
export function chainEntries(sealer: Sealer, previous: string, entries: readonly HistoryEntry[]): ChainedEntry[] {
  let last = previous
  return entries.map(entry => {
    last = signEntry(sealer, last, entry)
    return { ...entry, chain_hash: last }
  })
}

export function signReceipt(sealer: Sealer, receipt: Omit<ReceiptTable, 'seal'>): string {
  return sealer.sign('receipt', [
    receipt.receipt_number,
    receipt.payment_id,
    receipt.channel,
    receipt.amount_kes,
    receipt.confirmed_kes,
    receipt.account_reference,
    receipt.payer,
    receipt.occurred_at,
    receipt.inbox_id,
    receipt.created_at,
  ])
}

/** Of the number a payment's receipt has for good. */
export function signSerial(sealer: Sealer, serial: Omit<ReceiptSerialTable, 'seal'>): string {
  return sealer.sign('receipt-serial', [serial.payment_id, serial.year, serial.number, serial.issued_at])
}

export function signDonation(sealer: Sealer, donation: Omit<DonationTable, 'seal'>): string {
  return sealer.sign('donation', [donation.id, donation.campaign, donation.giver_hash, donation.created_at])
}

export function signCampaign(sealer: Sealer, campaign: Omit<CampaignTable, 'seal'>): string {
  return sealer.sign('campaign', [
    campaign.slug,
    campaign.account_reference,
    campaign.goal_kes,
    campaign.floor_kes,
    campaign.ends_on,
    campaign.content,
    campaign.created_at,
    // Campaigns from before there were first days keep their seal.
    ...(campaign.starts_on === null ? [] : [campaign.starts_on]),
  ])
}

/** Of one edit and the one before it, so that none can be left out. @param previous its seal; empty for the first */
export function signCampaignEdit(sealer: Sealer, previous: string, edit: Omit<CampaignEditTable, 'seal'>): string {
  return sealer.sign('campaign-edit', [previous, edit.id, edit.campaign, edit.at, edit.was, edit.became])
}

export function signCharity(sealer: Sealer, charity: Omit<CharityTable, 'seal'>): string {
  return sealer.sign('charity', [charity.id, charity.content, charity.changed_at])
}

export function signDetails(sealer: Sealer, details: Omit<DonationDetailsTable, 'seal'>): string {
  return sealer.sign('donation-details', [
    details.donation_id,
    details.campaign,
    Buffer.from(details.details_sealed).toString('base64'),
    details.may_show,
    details.shows_amount,
    details.state,
    details.created_at,
  ])
}

/** Of a task with its texts as they are sealed. */
export function signTask(sealer: Sealer, task: Omit<TaskTable, 'seal'>): string {
  const toText = (sealed: Uint8Array | null) => (sealed === null ? null : Buffer.from(sealed).toString('base64'))
  return sealer.sign('task', [
    task.id,
    task.donation_id,
    task.payment_id,
    task.receipt_number,
    toText(task.message_sealed),
    task.state,
    task.outcome,
    task.because,
    task.linked_payment_id,
    task.conversation_id,
    task.due_at,
    task.created_at,
    task.changed_at,
    task.resolved_by,
    toText(task.note_sealed),
  ])
}

/** Of what never changes: how far sending it has come changes without a report. */
export function signMessage(
  sealer: Sealer,
  message: Pick<MessageTable, 'id' | 'payment_id' | 'occasion' | 'channel' | 'created_at'> & {
    readonly pledge_id?: string | null
  },
): string {
  const { id, payment_id, pledge_id, occasion, channel, created_at } = message
  return sealer.sign('message', [id, payment_id, occasion, channel, created_at, ...(pledge_id ? [pledge_id] : [])])
}

export function signPledge(sealer: Sealer, pledge: Omit<PledgeTable, 'seal'>): string {
  const { contact_sealed } = pledge
  return sealer.sign('pledge', [
    ...[pledge.id, pledge.donation_id, pledge.campaign, pledge.amount_kes, pledge.channel, pledge.day_of_month],
    ...[pledge.on_date, pledge.language, pledge.state, pledge.next_on, pledge.next_at, pledge.reminded_on],
    contact_sealed && Buffer.from(contact_sealed).toString('base64'),
    ...[pledge.phone_hash, pledge.phone_masked, pledge.created_at, pledge.changed_at],
  ])
}

/** What a callback's sealed body belongs to: whatever the row said when it was stored, so that no part of it can change. */
export function toBodyOwner(row: {
  readonly receivedAtMs: number
  readonly peerAddress: string
  readonly isAllowed: boolean
  readonly door: string
  readonly channel: string
  readonly namedId: string | null
}): string {
  return JSON.stringify(['inbox', row.receivedAtMs, row.peerAddress, row.isAllowed, row.door, row.channel, row.namedId])
}

/** The same, of a row as it is read. */
export function toRowBodyOwner(
  row: Pick<InboxTable, 'received_at' | 'peer_address' | 'is_allowed' | 'door' | 'channel' | 'named_id'>,
): string {
  return toBodyOwner({
    receivedAtMs: row.received_at,
    peerAddress: row.peer_address,
    isAllowed: row.is_allowed === 1,
    door: row.door,
    channel: row.channel,
    namedId: row.named_id,
  })
}
