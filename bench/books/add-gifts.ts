// Puts gifts into the books as they stand when Safaricom has prompted and nobody has answered yet: rows an engine could
// have written, signed and chained, so that the books can be verified after a measurement.

import type { Engine } from '@harambee/payments'
import { signDonation, signEntry, signPaymentRow } from '@harambee/payments/testing'
import { type Gift, toGift } from './gift.ts'
import type { Statements } from './open-statements.ts'

type PaymentRow = Parameters<typeof signPaymentRow>[1]

/** Rows made before they are written. */
const BATCH = 10_000
/** Nobody asks Safaricom about them while they are measured. */
const QUIET_MS = 7 * 24 * 60 * 60_000

/** @param campaign what they give to: a slug and its account reference */
export async function addGifts(
  statements: Statements,
  sealer: Engine['sealer'],
  options: { first: number; count: number; campaign: { slug: string; accountReference: string }; nowMs: number },
): Promise<void> {
  const { first, count, nowMs } = options
  for (let start = first; start < first + count; start += BATCH) {
    const gifts = Array.from({ length: Math.min(BATCH, first + count - start) }, (_, index) => toGift(start + index))
    const payments = gifts.map(gift => toPaymentRow(gift, sealer, options.campaign, nowMs))
    await statements.transaction(async () => {
      // Taken first, as nobody else may append meanwhile.
      await statements.run('UPDATE history_head SET entries = entries WHERE id = 1')
      const history = await chain(statements, sealer, payments, nowMs)
      await statements.insert(
        'donations',
        payments.map(payment => toDonationRow(payment, sealer)),
      )
      await statements.insert('payments', payments)
      await statements.insert('payment_history', history)
    })
  }
}

function toPaymentRow(
  gift: Gift,
  sealer: Engine['sealer'],
  campaign: { slug: string; accountReference: string },
  nowMs: number,
): PaymentRow {
  return {
    id: gift.id,
    donation_id: gift.donationId,
    campaign: campaign.slug,
    status: 'pending',
    failure_reason: null,
    result_code: null,
    review_reason: null,
    flag: null,
    amount_kes: gift.amountKes,
    phone_hash: sealer.hashPhone(gift.phoneNumber),
    phone_masked: `2547•••••${gift.phoneNumber.slice(-3)}`,
    short_code: '174379',
    account_reference: campaign.accountReference,
    checkout_request_id: sealer.conceal(gift.checkoutRequestId),
    merchant_request_id: gift.merchantRequestId,
    receipt_number: null,
    is_receipt_inferred: 0,
    claim: null,
    doubt: null,
    sources: '',
    created_at: nowMs,
    pushed_at: nowMs,
    settled_at: null,
    occurred_at: null,
    next_query_at: nowMs + QUIET_MS,
    last_query_at: null,
    query_count: 0,
    query_turn: 0,
  }
}

function toDonationRow({ donation_id: id, campaign, created_at }: PaymentRow, sealer: Engine['sealer']) {
  const donation = { id, campaign, giver_hash: null, created_at }
  return { ...donation, seal: signDonation(sealer, donation) }
}

/** The entries of these payments, linked to the last one in the books, whose end is moved. */
async function chain(statements: Statements, sealer: Engine['sealer'], payments: readonly PaymentRow[], nowMs: number) {
  let hash = await statements.text('SELECT hash FROM history_head WHERE id = 1')
  const entries = payments.map(payment => {
    const entry = {
      payment_id: payment.id,
      at: nowMs,
      source: 'push',
      said: 'accepted',
      verdict: 'applied',
      because: 'Daraja took the request',
      status_before: 'pending',
      status_after: 'pending',
      result_code: null,
      amount_kes: payment.amount_kes,
      receipt_number: null,
      inbox_id: null,
      payment_hash: signPaymentRow(sealer, payment),
    }
    hash = signEntry(sealer, hash, entry)
    return { ...entry, chain_hash: hash }
  })
  await statements.run(`UPDATE history_head SET entries = entries + ${entries.length}, hash = '${hash}' WHERE id = 1`)
  return entries
}
