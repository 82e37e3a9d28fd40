// Entries of the history that note something about a payment: an intent, a wish, that its number was forgotten.

import { signPayment } from './audit.ts'
import type { HistoryEntry } from './database/changes.ts'
import type { Payment } from './payment.ts'
import type { Sealer } from './sealing.ts'

/** An entry of the history that leaves the payment's outcome as it is. @param payment as it is from then on */
export function toNoteEntry(
  sealer: Sealer,
  payment: Payment,
  note: Pick<HistoryEntry, 'at' | 'source' | 'said' | 'because'>,
): HistoryEntry {
  return {
    payment_id: payment.id,
    ...note,
    verdict: 'applied',
    status_before: payment.status,
    status_after: payment.status,
    result_code: null,
    amount_kes: null,
    receipt_number: null,
    inbox_id: null,
    payment_hash: signPayment(sealer, payment),
  }
}
