// Money that a giver has named goes to the gift it was named for: the way money goes that has come to the gift's own account
// (drain-confirmation.ts), and only where nothing speaks against it. One receipt is one gift, whoever names it.

import { NO_KEYS } from '../database/changes.ts'
import type { Database } from '../database/database.ts'
import type { ReceiptTable } from '../database/tables.ts'
import { howItFits, MATCH_WITHIN_MS, type PayerHint, toConfirmationReport } from '../match-confirmation.ts'
import type { Payment } from '../payment.ts'
import { toPaymentOfMoney } from '../payment-of-money.ts'
import { findAttempt } from '../place-money.ts'
import type { Ports } from '../ports.ts'
import { listDonationPayments } from '../queries/list-donation-payments.ts'
import { listStatementCandidates, MAX_CANDIDATES } from '../queries/list-statement-candidates.ts'
import type { Sealer } from '../sealing.ts'
import type { InboxVerdict } from '../status-report.ts'
import { openBooks, type WorkingBooks } from '../working-books.ts'

export interface LinkContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Pick<Ports, 'nowMs' | 'log'>
  readonly shortCode: string
  /** Told which payments have changed. */
  readonly onChanged: (paymentIds: readonly string[]) => void
}

/** The page it is named on. */
export type Page = Pick<Payment, 'id' | 'donationId' | 'amountKes'>

export type Receipt = Omit<ReceiptTable, 'seal'>

/** What M-PESA itself has answered about a receipt, and the callback that brought it. */
export interface Vouched {
  readonly receipt: Receipt
  readonly inboxId: number
}

export type LinkOutcome =
  | { readonly outcome: 'linked'; readonly paymentId: string }
  /** It cannot be linked without a person. */
  | { readonly outcome: 'person'; readonly because: string }

/**
 * @param receiptNumber of money nobody holds, or that M-PESA has just vouched for
 * @returns in descending precedence: `linked`, and `person` with the first thing that speaks against it
 */
export async function linkReceipt(
  context: LinkContext,
  page: Page,
  receiptNumber: string,
  vouched: Vouched | null = null,
): Promise<LinkOutcome> {
  const { database, sealer, ports } = context
  const { kysely } = database
  const atMs = ports.nowMs()
  const own = (await listDonationPayments(kysely, page.donationId)).map(({ id }) => String(id))
  const known = await findReceipt(kysely, receiptNumber)
  const told = known ?? vouched?.receipt
  const others = told ? await listOthers(context, told, own) : []
  const found: { outcome: LinkOutcome } = { outcome: toPerson('it could not be looked up') }
  const changes = await database.apply(
    {
      ...NO_KEYS,
      paymentIds: [...own, ...others],
      receiptNumbers: [receiptNumber],
      accounts: known?.account_reference ? [known.account_reference] : [],
    },
    facts => {
      const books = openBooks(facts, atMs, sealer)
      const ofDonation = own.flatMap(id => books.findPayment(id) ?? [])
      const candidates = others.flatMap(id => books.findPayment(id) ?? [])
      const isCrowded = others.length > MAX_CANDIDATES
      found.outcome = link(books, context, { page, receiptNumber, vouched, ofDonation, candidates, isCrowded, atMs })
      if (vouched) setVerdict(books, vouched.inboxId, found.outcome, page)
      return books.toChanges()
    },
  )
  if (changes.payments.length > 0) context.onChanged(changes.payments.map(({ id }) => id))
  return found.outcome
}

interface Naming {
  readonly page: Page
  readonly receiptNumber: string
  readonly vouched: Vouched | null
  readonly ofDonation: readonly Payment[]
  /** Payments of other donations the receipt may belong to. */
  readonly candidates: readonly Payment[]
  readonly isCrowded: boolean
  readonly atMs: number
}

/** Pure but for the books: may run more than once. */
function link(books: WorkingBooks, { sealer, shortCode }: LinkContext, naming: Naming): LinkOutcome {
  const { page, receiptNumber, vouched, ofDonation, candidates, isCrowded, atMs } = naming
  const known = books.findReceipt(receiptNumber)
  const isOwn = ofDonation.some(({ id }) => id === known?.payment_id)
  if (known?.payment_id && isOwn) return { outcome: 'linked', paymentId: known.payment_id }
  if (known?.payment_id) return toPerson(`its receipt is that of payment ${known.payment_id}`)

  const receipt = known ? vouch(known, vouched) : vouched?.receipt
  if (!receipt) return toPerson('no such receipt has come')
  if (vouched) books.addReceipt(receipt)
  if (vouched && receipt.amount_kes !== vouched.receipt.amount_kes) {
    return toPerson(`M-PESA says KSh ${vouched.receipt.amount_kes}, the books say KSh ${receipt.amount_kes}`)
  }
  if (receipt.amount_kes !== page.amountKes) {
    return toPerson(`it is over KSh ${receipt.amount_kes}, and the gift over KSh ${page.amountKes}`)
  }
  const owner = books.findAccountOwner(receipt.account_reference)
  if (owner?.kind === 'donation' && owner.payments[0].donationId !== page.donationId) {
    return toPerson(`its account is that of payment ${owner.payments[0].id}`)
  }
  // A prompt of somebody else's may have brought it, whose own callback has not come yet.
  if (isCrowded) return toPerson('too many payments may be the one it belongs to')
  const other = candidates.find(payment => howItFits(payment, receipt) !== 'not')
  if (other) return toPerson(`it may belong to payment ${other.id}`)
  return settle(books, { sealer, shortCode }, { receipt, ofDonation, page, atMs })
}

function settle(
  books: WorkingBooks,
  { sealer, shortCode }: Pick<LinkContext, 'sealer' | 'shortCode'>,
  { receipt, ofDonation, page, atMs }: Pick<Naming, 'ofDonation' | 'page' | 'atMs'> & { readonly receipt: Receipt },
): LinkOutcome {
  const isVouched = (number: string) => (books.findReceipt(number)?.confirmed_kes ?? null) !== null
  const money = { amountKes: receipt.amount_kes, receiptNumber: receipt.receipt_number }
  const attempt = findAttempt(ofDonation, money, isVouched)
  if (attempt === 'hold') return toPerson('a person is looking into a payment it may belong to')
  const first = ofDonation.find(({ id }) => id === page.id)
  if (!first) return toPerson('its payment is not there any more')
  // Everything of the donation is paid: it is a second gift.
  const created = attempt ? null : toPaymentOfMoney(sealer, toMoney(receipt), { ...first, shortCode }, atMs)
  if (created) books.create(created)
  const taker = attempt ?? created?.payment ?? first
  const isHeldVouched = taker.receiptNumber !== null && isVouched(taker.receiptNumber)
  const report = toConfirmationReport(receipt, atMs, { isNamed: true, isVouched: isHeldVouched })
  const decision = books.apply(taker, created ? { ...report, isInferred: false } : report)
  return decision.payment.receiptNumber === receipt.receipt_number
    ? { outcome: 'linked', paymentId: taker.id }
    : toPerson(decision.because)
}

function findReceipt(kysely: Database['kysely'], receiptNumber: string): Promise<Receipt | undefined> {
  return kysely.selectFrom('receipts').selectAll().where('receipt_number', '=', receiptNumber).executeTakeFirst()
}

/** M-PESA's own word is as good as a confirmation's. */
function vouch(known: Receipt, vouched: Vouched | null): Receipt {
  return vouched && known.confirmed_kes === null ? { ...known, confirmed_kes: vouched.receipt.confirmed_kes } : known
}

/** Of other donations, payments without a receipt at about that time. */
async function listOthers({ database }: LinkContext, receipt: Receipt, own: readonly string[]): Promise<string[]> {
  const aboutMs = receipt.occurred_at ?? receipt.created_at
  const span = { fromMs: aboutMs - MATCH_WITHIN_MS, toMs: aboutMs + MATCH_WITHIN_MS }
  const ids = await listStatementCandidates(database.kysely, { amountKes: receipt.amount_kes, ...span })
  return ids.filter(id => !own.includes(id))
}

/** The number itself is not kept with a receipt, only what is shown of it. */
function toMoney(receipt: Receipt) {
  const { phoneHash = null, visible = null }: Partial<PayerHint> = JSON.parse(receipt.payer ?? '{}')
  const { receipt_number: receiptNumber, amount_kes: amountKes } = receipt
  return { receiptNumber, amountKes, phoneNumber: null, payer: null, hint: { phoneHash, visible } }
}

function setVerdict(books: WorkingBooks, id: number, outcome: LinkOutcome, page: Page): void {
  const isLinked = outcome.outcome === 'linked'
  const verdict: InboxVerdict = isLinked ? 'applied' : 'unmatched'
  const because = isLinked ? 'M-PESA has vouched for the receipt a giver named' : outcome.because
  books.setInboxOutcome({ id, verdict, because, paymentId: isLinked ? outcome.paymentId : page.id })
}

function toPerson(because: string): LinkOutcome {
  return { outcome: 'person', because }
}
