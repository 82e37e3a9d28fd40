// The books inside one transaction: the facts it loaded, and the changes decisions make to them. Several reports about
// one payment may come in one batch; each sees what the one before it changed.

import { chainEntries, signPayment, signReceipt } from './audit.ts'
import type { ConcealedId } from './concealing.ts'
import type { Changes, CreatedPayment, Facts, HistoryEntry, InboxOutcome } from './database/changes.ts'
import type { ReceiptTable } from './database/tables.ts'
import { decide } from './decide.ts'
import type { Decision, ReceiptFacts } from './decision.ts'
import { findConfirmation, toConfirmationReport, type Unmatched } from './match-confirmation.ts'
import type { Payment, PaymentId, ReceiptNumber } from './payment.ts'
import { type AccountOwner, findAccountOwner } from './place-money.ts'
import { toSerialRows, toSerialYear } from './receipt-serial.ts'
import type { Sealer } from './sealing.ts'
import type { ConfirmationReport, StatusReport } from './status-report.ts'
import { askNow, isPaidByMoneyAlone, reopen } from './transitions.ts'

export interface WorkingBooks {
  findPayment(id: string): Payment | undefined
  findPaymentByCheckout(checkoutRequestId: ConcealedId): Payment | undefined
  findReceipt(receiptNumber: string): ReceiptTable | undefined
  /** The single way to change a payment's status. */
  apply(payment: Payment, report: StatusReport): Decision
  /** Takes in a payment nobody here had asked for. What is true of it is said by the report that follows. */
  create(created: CreatedPayment): void
  /** Has Daraja asked about a payment soon, without saying anything of its outcome. */
  askSoon(payment: Payment): void
  /** Money that came by C2B and that no payment of ours holds yet. */
  addReceipt(receipt: Omit<ReceiptTable, 'seal'>): void
  setInboxOutcome(outcome: InboxOutcome): void
  /** Whose account was typed, of the donations and campaigns that were loaded. */
  findAccountOwner(typed: string | null): AccountOwner | null
  /** Payments of an amount whose outcome is open and that carry a campaign's code, as all did before donations had references. */
  listOpenByCode(accountReference: string, amountKes: number): Payment[]
  /** Paid payments without a receipt, and receipts without a payment, as they are now. */
  listUnmatched(): Unmatched
  toChanges(): Changes
}

/** Opens the books on what a transaction loaded. */
export function openBooks(facts: Facts, atMs: number, sealer: Sealer): WorkingBooks {
  const payments = new Map(facts.payments)
  const paymentIdByCheckout = new Map(facts.paymentIdByCheckout)
  const receipts = new Map(facts.receipts)
  for (const receipt of facts.unmatched) receipts.set(receipt.receipt_number, receipt)

  const created: CreatedPayment[] = []
  const changedPayments = new Set<PaymentId>()
  const changedReceipts = new Set<string>()
  const removedReceipts = new Set<string>()
  const history: HistoryEntry[] = []
  const settled = new Set<PaymentId>()
  const totals = new Map<string, { amountKes: number; gifts: number }>()
  const inbox = new Map<number, InboxOutcome>()
  const boundCheckouts = new Set<ConcealedId>()
  const reopened = new Set<number>()

  const books: WorkingBooks = {
    findPayment: id => payments.get(id),
    findPaymentByCheckout(checkoutRequestId) {
      const id = paymentIdByCheckout.get(checkoutRequestId)
      return id === undefined ? undefined : payments.get(id)
    },
    findReceipt: receiptNumber => receipts.get(receiptNumber),

    apply(before, report) {
      const decision = decide(before, report, factsOfReceipt(before, report))
      const after = decision.payment
      keep(after)
      linkReceipt(before, after, report)
      addToTotals(before, after)
      if (counts(after) && !counts(before)) settled.add(after.id)
      if (decision.verdict !== 'nothing-new' || report.source === 'push' || hasChanged(before, after)) {
        remember(before, decision, report)
      }
      if (before.claim && decision.claimVerdict) {
        const { claimVerdict: verdict, because } = decision
        inbox.set(before.claim.inboxId, { id: before.claim.inboxId, verdict, because, paymentId: before.id })
      }
      if (before.doubt && !after.doubt) {
        // Paid by hand, the prompt may well have failed as somebody said.
        const isByHand = isPaidByMoneyAlone(after)
        const verdict = after.status === 'failed' || isByHand ? 'applied' : 'contradiction'
        inbox.set(before.doubt.inboxId, {
          id: before.doubt.inboxId,
          verdict,
          because: decision.because,
          paymentId: before.id,
        })
      }
      if (after.checkoutRequestId !== before.checkoutRequestId && after.checkoutRequestId) {
        paymentIdByCheckout.set(after.checkoutRequestId, after.id)
        boundCheckouts.add(after.checkoutRequestId)
      }
      const isReceiptMissing = report.source === 'query' && isWithoutReceipt(after)
      const confirmation = isReceiptMissing
        ? (findConfirmation(after, books.listUnmatched(), atMs) ?? takeFromSibling(after, report))
        : null
      if (confirmation) books.apply(after, confirmation)
      return decision
    },

    create(one) {
      created.push(one)
      keep(one.payment)
    },

    findAccountOwner: typed => findAccountOwner(typed, facts.campaigns, payments.values(), atMs),
    listOpenByCode: (accountReference, amountKes) =>
      [...payments.values()].filter(
        payment =>
          payment.accountReference === accountReference &&
          payment.amountKes === amountKes &&
          ['created', 'pending', 'review'].includes(payment.status),
      ),

    askSoon(payment) {
      if (payment.status === 'created' || payment.status === 'pending') keep(askNow(payment, atMs))
    },

    addReceipt(unsigned) {
      const receipt = { ...unsigned, seal: signReceipt(sealer, unsigned) }
      receipts.set(receipt.receipt_number, receipt)
      changedReceipts.add(receipt.receipt_number)
      removedReceipts.delete(receipt.receipt_number)
    },
    setInboxOutcome: outcome => void inbox.set(outcome.id, outcome),
    listUnmatched: () => ({
      payments: [...payments.values()].filter(isWithoutReceipt),
      receipts: [...receipts.values()].filter(receipt => receipt.payment_id === null),
    }),

    toChanges: () => ({
      atMs,
      created,
      payments: [...changedPayments].flatMap(id => payments.get(id) ?? []),
      // Receipts that lost their payment first: a payment holds one receipt at a time.
      receipts: [...changedReceipts]
        .flatMap(receiptNumber => receipts.get(receiptNumber) ?? [])
        .sort((left, right) => Number(left.payment_id !== null) - Number(right.payment_id !== null)),
      removedReceipts: [...removedReceipts],
      history,
      chainHistory: previousHash => chainEntries(sealer, previousHash, history),
      settled: {
        paymentIds: [...settled],
        year: toSerialYear(atMs),
        toSerials: (paymentIds, last) => toSerialRows(sealer, paymentIds, atMs, last),
      },
      totals,
      inbox: [...inbox.values()],
      boundCheckouts: [...boundCheckouts],
      reopened: [...reopened],
    }),
  }
  return books

  function keep(payment: Payment): void {
    if (payments.get(payment.id) === payment) return
    payments.set(payment.id, payment)
    changedPayments.add(payment.id)
  }

  function factsOfReceipt(payment: Payment, report: StatusReport): ReceiptFacts {
    const named = 'receiptNumber' in report ? report.receiptNumber : payment.claim?.receiptNumber
    const receipt = named ? receipts.get(named) : undefined
    const holder = receipt?.payment_id ? payments.get(receipt.payment_id) : undefined
    return {
      heldBy: (receipt?.payment_id ?? null) as PaymentId | null,
      isHeldByInference: holder?.isReceiptInferred === true,
      confirmedKes: receipt?.confirmed_kes ?? null,
    }
  }

  function linkReceipt(before: Payment, after: Payment, report: StatusReport): void {
    if (after.receiptNumber === before.receiptNumber || after.receiptNumber === null) return
    if (before.receiptNumber) release(before.receiptNumber)
    const known = receipts.get(after.receiptNumber)
    const holder = known?.payment_id ? payments.get(known.payment_id) : undefined
    if (holder && holder.id !== after.id) takeFrom(holder, after.id, report)
    // What only an inference said of it goes with the inference.
    const isConfirmed = known !== undefined && known.confirmed_kes !== null
    books.addReceipt(isConfirmed ? { ...known, payment_id: after.id } : newReceipt(after, after.receiptNumber, report))
  }

  /** A confirmation's money is still money, as much as it said; what a callback alone has named and nobody holds is nothing. */
  function release(receiptNumber: ReceiptNumber): void {
    const known = receipts.get(receiptNumber)
    if (!known) return
    if (known.confirmed_kes !== null) {
      books.addReceipt({ ...known, payment_id: null, amount_kes: known.confirmed_kes })
      // It is a gift of its own, or another's.
      if (known.inbox_id !== null && known.account_reference !== null) reopened.add(known.inbox_id)
      return
    }
    receipts.delete(receiptNumber)
    changedReceipts.delete(receiptNumber)
    removedReceipts.add(receiptNumber)
  }

  /** Money for the donation was taken for another attempt's, and nobody else says that one is paid: it is this one's. */
  function takeFromSibling(owner: Payment, report: StatusReport): ConfirmationReport | null {
    const sibling = [...payments.values()].find(
      ({ id, donationId, amountKes }) =>
        id !== owner.id && donationId === owner.donationId && amountKes === owner.amountKes && isHeldByMoneyAlone(id),
    )
    const receipt = sibling?.receiptNumber ? receipts.get(sibling.receiptNumber) : undefined
    if (!sibling || !receipt) return null
    takeFrom(sibling, owner.id, report)
    books.addReceipt({ ...receipt, payment_id: null })
    return toConfirmationReport(receipt, atMs, { isNamed: true })
  }

  function isHeldByMoneyAlone(id: PaymentId): boolean {
    const payment = payments.get(id)
    return payment !== undefined && isPaidByMoneyAlone(payment)
  }

  /** An inferred receipt goes to the payment that proves to be its own. */
  function takeFrom(holder: Payment, owner: PaymentId, report: StatusReport): void {
    const without: Payment = isPaidByMoneyAlone(holder)
      ? reopen(holder, atMs)
      : { ...holder, receiptNumber: null, isReceiptInferred: false }
    keep(without)
    addToTotals(holder, without)
    const because = `its receipt was only inferred, and is that of payment ${owner}`
    remember(holder, { payment: without, verdict: 'contradiction', because, claimVerdict: null }, report)
  }

  function newReceipt(
    payment: Payment,
    receiptNumber: ReceiptNumber,
    report: StatusReport,
  ): Omit<ReceiptTable, 'seal'> {
    return {
      receipt_number: receiptNumber,
      payment_id: payment.id,
      channel: toChannel(report),
      amount_kes: payment.amountKes,
      confirmed_kes: null,
      account_reference: null,
      payer: null,
      occurred_at: payment.occurredAtMs,
      inbox_id: 'inboxId' in report ? report.inboxId : null,
      created_at: atMs,
    }
  }

  function addToTotals(before: Payment, after: Payment): void {
    const gained = Number(counts(after)) - Number(counts(before))
    if (gained === 0) return
    const total = totals.get(after.campaign) ?? { amountKes: 0, gifts: 0 }
    totals.set(after.campaign, {
      amountKes: total.amountKes + gained * after.amountKes,
      gifts: total.gifts + gained,
    })
  }

  /** Whether anything lasting is different: then the history has to say so, however little it means. */
  function hasChanged(before: Payment, after: Payment): boolean {
    return before !== after && signPayment(sealer, before) !== signPayment(sealer, after)
  }

  function remember(before: Payment, decision: Decision, report: StatusReport): void {
    history.push({
      payment_id: before.id,
      at: atMs,
      source: report.source,
      said: report.said,
      verdict: decision.verdict,
      because: decision.because,
      status_before: before.status,
      status_after: decision.payment.status,
      result_code: 'resultCode' in report ? report.resultCode : null,
      amount_kes: 'amountKes' in report ? report.amountKes : null,
      receipt_number: 'receiptNumber' in report ? report.receiptNumber : null,
      inbox_id: 'inboxId' in report ? report.inboxId : null,
      payment_hash: signPayment(sealer, decision.payment),
    })
  }
}

/** A receipt a query or the clock comes across was named by a callback that waited. */
function toChannel({ source }: StatusReport): string {
  return source === 'operator' || source === 'confirmation' || source === 'statement' ? source : 'callback'
}

/** Money the charity has: what a campaign's total counts. */
export function counts(payment: Payment): boolean {
  return payment.status === 'succeeded'
}

function isWithoutReceipt(payment: Payment): boolean {
  return payment.status === 'succeeded' && payment.receiptNumber === null
}
