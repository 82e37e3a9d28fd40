// What becomes of a C2B confirmation: money that certainly came, for the account somebody typed. It goes to that donation,
// becomes a gift to that campaign, or waits as a receipt without a payment for a person to place it.

import type { C2bCallback, PhoneNumber } from '@harambee/daraja'
import type { StoredCallback } from './database/changes.ts'
import type { ReceiptTable } from './database/tables.ts'
import { type Conclusion, type DrainSettings, toConclusion, toReceiptNumber } from './drain-conclusion.ts'
import { toStoredAccount } from './mask-numbers.ts'
import { findConfirmedPayment, howItFits, toConfirmationReport, toPayerHint } from './match-confirmation.ts'
import type { Payment, ReceiptNumber } from './payment.ts'
import { type Purpose, toPaymentOfMoney } from './payment-of-money.ts'
import { findAttempt } from './place-money.ts'
import type { Sealer } from './sealing.ts'
import type { InboxVerdict } from './status-report.ts'
import type { WorkingBooks } from './working-books.ts'

type Receipt = Omit<ReceiptTable, 'seal'>

/** A confirmation of our own short code with its receipt and its whole amount. */
interface Arrival {
  readonly row: StoredCallback
  readonly callback: C2bCallback
  readonly receipt: Receipt
  readonly settings: DrainSettings
  readonly atMs: number
}

export function drainConfirmation(
  books: WorkingBooks,
  settings: DrainSettings,
  row: StoredCallback,
  callback: C2bCallback,
  atMs: number,
): Conclusion {
  if (row.channel === 'c2b-validation') {
    return conclude('applied', 'validated: the confirmation will tell whether the money came')
  }
  if (callback.shortCode !== null && !settings.shortCodes.includes(callback.shortCode)) {
    return conclude('unmatched', `it is for short code ${callback.shortCode}, which is not ours`)
  }
  const receiptNumber = toReceiptNumber(callback.receiptNumber)
  if (receiptNumber === null || callback.amountKes === null) {
    return conclude('unreadable', callback.problems.join('; '))
  }

  const known = books.findReceipt(receiptNumber)
  const isRepeated = known !== undefined && known.confirmed_kes !== null
  // Money nobody holds is looked at again where its confirmation is replayed, or was reopened.
  const isItself = row.verdict === 'unmatched' || known?.inbox_id === row.id
  if (isRepeated && (known.payment_id !== null || !isItself)) {
    return conclude('duplicate', 'the same receipt again', known.payment_id)
  }
  const confirmed = toReceipt(callback, receiptNumber, callback.amountKes, row.id, settings.sealer, atMs)
  const receipt = known ? withConfirmation(known, confirmed) : confirmed
  books.addReceipt(receipt)
  if (known && known.amount_kes !== callback.amountKes) {
    const because = `it says KSh ${callback.amountKes}, the books say KSh ${known.amount_kes}`
    return conclude('contradiction', because, known.payment_id)
  }
  const holder = known?.payment_id ? books.findPayment(known.payment_id) : undefined
  if (holder) return toConclusion(books.apply(holder, toConfirmationReport(receipt, atMs)), holder)
  return place(books, { row, callback, receipt, settings, atMs })
}

function place(books: WorkingBooks, arrival: Arrival): Conclusion {
  const { callback, receipt, atMs } = arrival
  const fitting = findConfirmedPayment(receipt, books.listUnmatched())
  if (fitting) return toConclusion(books.apply(fitting, toConfirmationReport(receipt, atMs)), fitting)

  const owner = books.findAccountOwner(callback.accountReference)
  if (owner === null)
    return conclude('unmatched', 'money for an account that is nobody’s here: a person has to place it')
  // There is nobody to ask about it, so it is believed as far as the address it came from and the settings allow.
  if (!arrival.row.isAllowed || arrival.settings.confirm === 'always') {
    return conclude('unmatched', 'it counts once M-PESA’s list or a person agrees')
  }
  if (owner.kind === 'campaign') return placeWithCampaign(books, arrival, owner.campaign)
  return placeWithDonation(books, arrival, owner.payments, owner.isCorrected)
}

function placeWithCampaign(
  books: WorkingBooks,
  arrival: Arrival,
  { slug, accountReference }: { readonly slug: string; readonly accountReference: string },
): Conclusion {
  const { receipt } = arrival
  // Prompted before donations had references of their own, it carries the same account.
  const open = books.listOpenByCode(accountReference, receipt.amount_kes)
  if (open.some(payment => howItFits(payment, receipt) !== 'not')) {
    return conclude('unmatched', 'money that a prompt may have brought whose outcome is open')
  }
  return book(books, arrival, { campaign: slug, accountReference, donationId: null })
}

function placeWithDonation(
  books: WorkingBooks,
  arrival: Arrival,
  payments: readonly [Payment, ...Payment[]],
  isCorrected: boolean,
): Conclusion {
  const { receipt, atMs } = arrival
  const isVouched = (receiptNumber: string) => (books.findReceipt(receiptNumber)?.confirmed_kes ?? null) !== null
  const money = { amountKes: receipt.amount_kes, receiptNumber: receipt.receipt_number }
  const attempt = findAttempt(payments, money, isVouched)
  if (attempt === 'hold') return conclude('unmatched', 'a person is looking into a payment it may belong to')
  if (attempt) {
    const isHeldVouched = attempt.receiptNumber !== null && isVouched(attempt.receiptNumber)
    const named = { isNamed: true, isVouched: isHeldVouched }
    const conclusion = toConclusion(books.apply(attempt, toConfirmationReport(receipt, atMs, named)), attempt)
    return isCorrected
      ? { ...conclusion, because: `${conclusion.because}; a slip in the account was put right` }
      : conclusion
  }
  const [{ campaign, accountReference, donationId }] = payments
  return book(books, arrival, { campaign, accountReference, donationId })
}

/** A payment of its own for what came. */
function book(books: WorkingBooks, arrival: Arrival, purpose: Omit<Purpose, 'shortCode'>): Conclusion {
  const { callback, receipt, settings, atMs } = arrival
  const { sealer } = settings
  const money = {
    receiptNumber: receipt.receipt_number,
    amountKes: receipt.amount_kes,
    phoneNumber: callback.phoneNumber as PhoneNumber | null,
    payer: callback.payer,
    hint: toPayerHint(callback, sealer.hashPhone),
  }
  const shortCode = settings.shortCodes[0] ?? ''
  const created = toPaymentOfMoney(sealer, money, { ...purpose, shortCode }, atMs)
  books.create(created)
  const report = toConfirmationReport(receipt, atMs, { isNamed: true, isInferred: false })
  return toConclusion(books.apply(created.payment, report), created.payment)
}

function conclude(verdict: InboxVerdict, because: string, paymentId: string | null = null): Conclusion {
  return { verdict, because, paymentId }
}

function toReceipt(
  callback: C2bCallback,
  receiptNumber: ReceiptNumber,
  amountKes: number,
  inboxId: number,
  sealer: Sealer,
  atMs: number,
): Receipt {
  return {
    receipt_number: receiptNumber,
    payment_id: null,
    channel: 'confirmation',
    amount_kes: amountKes,
    confirmed_kes: amountKes,
    account_reference: toStoredAccount(callback.accountReference),
    payer: JSON.stringify(toPayerHint(callback, sealer.hashPhone)),
    occurred_at: callback.occurredAtMs,
    inbox_id: inboxId,
    created_at: atMs,
  }
}

/** Who paid, and for what, only a confirmation says: it must still be known should the receipt prove to be nobody's. */
function withConfirmation(known: Receipt, confirmed: Receipt): Receipt {
  const { confirmed_kes, account_reference, payer, inbox_id } = confirmed
  const occurred_at = known.occurred_at ?? confirmed.occurred_at
  return { ...known, confirmed_kes, account_reference, payer, inbox_id, occurred_at }
}
