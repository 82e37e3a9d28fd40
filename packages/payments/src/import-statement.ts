// Takes M-PESA's own list of what came in into the books: a receipt goes to the payment it belongs to, or becomes a gift of
// its own. One receipt is one gift, however often the list is read and whatever else has told of it.

import type { PulledReceipt, Shillings } from '@harambee/daraja'
import type { CreatedPayment, Facts } from './database/changes.ts'
import { NO_KEYS } from './database/changes.ts'
import type { Database } from './database/database.ts'
import type { ReceiptTable } from './database/tables.ts'
import { toStoredAccount } from './mask-numbers.ts'
import { howItFits, MATCH_WITHIN_MS, toPayerHint } from './match-confirmation.ts'
import type { Payment, ReceiptNumber } from './payment.ts'
import { type Money, type Purpose, toPaymentOfMoney } from './payment-of-money.ts'
import type { Ports } from './ports.ts'
import { listKnownReceipts } from './queries/list-known-receipts.ts'
import { listStatementCandidates, MAX_CANDIDATES } from './queries/list-statement-candidates.ts'
import type { Sealer } from './sealing.ts'
import { openBooks, type WorkingBooks } from './working-books.ts'

export interface StatementContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Pick<Ports, 'nowMs' | 'log'>
  /** Whose statement it is. */
  readonly shortCode: string
  /** Told which payments have changed. */
  readonly onChanged: (paymentIds: readonly string[]) => void
}

/**
 * What became of one line. `known`: in the books already · `matched`: the receipt of a payment we had asked for · `booked`:
 * a gift nobody here had asked for · `waiting`: a payment whose outcome is open may be the one, or more than one may ·
 * `unclaimed`: its account is no campaign's, so a person has to look · `ignored`: no customer's payment, or no whole
 * number of shillings.
 */
export type LineOutcome = 'known' | 'matched' | 'booked' | 'waiting' | 'unclaimed' | 'ignored'

/** @returns what became of each line, in order */
export async function importStatement(
  context: StatementContext,
  lines: readonly PulledReceipt[],
): Promise<LineOutcome[]> {
  const { kysely } = context.database
  const known = await listKnownReceipts(
    kysely,
    lines.map(line => line.receiptNumber),
  )
  const outcomes: LineOutcome[] = []
  for (const line of lines) {
    const isHeld = (known.get(line.receiptNumber)?.payment_id ?? null) !== null
    const { amountKes } = line
    const isGift = line.isCustomerPayment && amountKes !== null
    outcomes.push(isHeld ? 'known' : isGift ? await importLine(context, { ...line, amountKes }) : 'ignored')
  }
  return outcomes
}

type Gift = PulledReceipt & { readonly amountKes: Shillings }

async function importLine(context: StatementContext, line: Gift): Promise<LineOutcome> {
  const { database, sealer, ports } = context
  const atMs = ports.nowMs()
  // Read before the transaction, and enough: a payment made after the line was fetched is not the one it is about.
  const occurredAtMs = line.occurredAtMs ?? atMs
  const [fromMs, toMs] = [occurredAtMs - MATCH_WITHIN_MS, occurredAtMs + MATCH_WITHIN_MS]
  const candidates = await listStatementCandidates(database.kysely, { amountKes: line.amountKes, fromMs, toMs })
  const receipt = toReceipt(line, sealer, atMs)
  const found: { outcome: LineOutcome } = { outcome: 'unclaimed' }
  const changes = await database.apply(
    {
      ...NO_KEYS,
      paymentIds: candidates,
      receiptNumbers: [line.receiptNumber],
      matchAmountsKes: [line.amountKes],
      matchSinceMs: fromMs,
      accounts: line.accountReference === null ? [] : [line.accountReference],
    },
    facts => {
      const books = openBooks(facts, atMs, sealer)
      const purpose = findPurpose(books, context, line)
      const created = purpose && toPaymentOfMoney(sealer, toMoney(line, sealer), purpose, atMs)
      const isCrowded = candidates.length > MAX_CANDIDATES
      found.outcome = bookLine(books, {
        receipt,
        created,
        candidates: listCandidates(facts, candidates),
        isCrowded,
        atMs,
      })
      return books.toChanges()
    },
  )
  if (changes.payments.length > 0) context.onChanged(changes.payments.map(({ id }) => id))
  if (found.outcome === 'booked') {
    ports.log.story(
      `KSh ${line.amountKes} for ${changes.payments[0]?.campaign} is in the books, from M-PESA's statement.`,
    )
  }
  return found.outcome
}

interface Line {
  readonly receipt: Omit<ReceiptTable, 'seal'>
  /** The payment to make of it; null where its account is no campaign's. */
  readonly created: CreatedPayment | null
  readonly candidates: readonly Payment[]
  readonly isCrowded: boolean
  readonly atMs: number
}

/** Pure but for the books: may run more than once. */
function bookLine(books: WorkingBooks, { receipt, created, candidates, isCrowded, atMs }: Line): LineOutcome {
  const known = books.findReceipt(receipt.receipt_number)
  if (known?.payment_id) return 'known'
  const certain = known ? { ...known, confirmed_kes: receipt.confirmed_kes } : receipt
  if (known === undefined || known.confirmed_kes === null) books.addReceipt(certain)
  if (certain.amount_kes !== receipt.amount_kes) return 'unclaimed'

  const apply = (payment: Payment, isInferred: boolean) =>
    books.apply(payment, {
      source: 'statement',
      said: 'succeeded',
      atMs,
      amountKes: receipt.amount_kes,
      receiptNumber: receipt.receipt_number as ReceiptNumber,
      occurredAtMs: receipt.occurred_at,
      isInferred,
    })
  const owner = findOwner(candidates, receipt)
  if (owner && apply(owner, true).payment.receiptNumber === receipt.receipt_number) return 'matched'
  if (isCrowded || candidates.some(payment => howItFits(payment, receipt) !== 'not')) return 'waiting'
  if (created === null) return 'unclaimed'
  books.create(created)
  apply(created.payment, false)
  return 'booked'
}

/**
 * The payment a line surely belongs to: one that is known to be paid, or one nobody can be asked about. Of several, which
 * only the same person's gifts of the same amount can be, the one whose push was nearest.
 */
function findOwner(candidates: readonly Payment[], receipt: Omit<ReceiptTable, 'seal'>): Payment | null {
  const distance = (payment: Payment) =>
    Math.abs((payment.pushedAtMs ?? payment.createdAtMs) - (receipt.occurred_at ?? 0))
  const surely = candidates
    .filter(payment => howItFits(payment, receipt) === 'surely')
    .sort((left, right) => distance(left) - distance(right))
  const paid = surely.find(payment => payment.status === 'succeeded')
  return paid ?? surely.find(isBeyondAsking) ?? null
}

/** The push's answer was lost and no callback came, or a day has passed without an answer. */
function isBeyondAsking({ status, checkoutRequestId, reviewReason }: Payment): boolean {
  return (status === 'pending' && checkoutRequestId === null) || (status === 'review' && reviewReason === 'no-answer')
}

/** As they are inside the transaction: those that got a receipt or failed meanwhile are none any more. */
function listCandidates({ payments }: Facts, ids: readonly string[]): Payment[] {
  return ids
    .flatMap(id => payments.get(id) ?? [])
    .filter(({ status, receiptNumber, nextQueryAtMs }) => {
      const isCertainFailure = status === 'failed' && nextQueryAtMs === null
      return receiptNumber === null && status !== 'reversed' && !isCertainFailure
    })
}

function toReceipt(line: Gift, sealer: Sealer, atMs: number): Omit<ReceiptTable, 'seal'> {
  return {
    receipt_number: line.receiptNumber,
    payment_id: null,
    channel: 'statement',
    amount_kes: line.amountKes,
    // The statement is M-PESA's own word on the amount, as a confirmation is.
    confirmed_kes: line.amountKes,
    account_reference: toStoredAccount(line.accountReference),
    payer: JSON.stringify(toPayerHint(line, sealer.hashPhone)),
    occurred_at: line.occurredAtMs,
    inbox_id: null,
    created_at: atMs,
  }
}

/** null: its account is nobody's here. */
function findPurpose(books: WorkingBooks, { shortCode }: StatementContext, line: Gift): Purpose | null {
  const owner = books.findAccountOwner(line.accountReference)
  if (owner === null) return null
  if (owner.kind === 'campaign') {
    const { slug, accountReference } = owner.campaign
    return { campaign: slug, accountReference, donationId: null, shortCode }
  }
  const [{ campaign, accountReference, donationId }] = owner.payments
  return { campaign, accountReference, donationId, shortCode }
}

function toMoney(line: Gift, sealer: Sealer): Money {
  const { receiptNumber, amountKes, phoneNumber, payer } = line
  return { receiptNumber, amountKes, phoneNumber, payer, hint: toPayerHint(line, sealer.hashPhone) }
}
