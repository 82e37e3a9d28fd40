// Takes M-PESA's own list of what came in into the books: a receipt goes to the payment it belongs to, or becomes a gift of
// its own. One receipt is one gift, however often the list is read and whatever else has told of it.

import { maskPhoneNumber, type PulledReceipt, type Shillings } from '@harambee/daraja'
import { signDonation } from './audit.ts'
import type { CreatedPayment, Facts } from './database/changes.ts'
import { NO_KEYS } from './database/changes.ts'
import type { Database } from './database/database.ts'
import type { ReceiptTable } from './database/tables.ts'
import { HIDDEN_PHONE } from './forgotten.ts'
import { toStoredAccount } from './mask-numbers.ts'
import { howItFits, MATCH_WITHIN_MS, toPayerHint, toPlainAccount } from './match-confirmation.ts'
import { newPayment, type Payment, type PaymentId, type ReceiptNumber } from './payment.ts'
import type { Ports } from './ports.ts'
import { PHONE_BELONGS_TO } from './queries/find-phone-number.ts'
import { listKnownReceipts } from './queries/list-known-receipts.ts'
import { listStatementCandidates, MAX_CANDIDATES } from './queries/list-statement-candidates.ts'
import type { Sealer } from './sealing.ts'
import { openBooks, type WorkingBooks } from './working-books.ts'

export interface StatementContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Pick<Ports, 'nowMs' | 'random' | 'log'>
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
  const campaigns = await kysely.selectFrom('campaigns').select(['slug', 'account_reference']).execute()
  const campaignOf = new Map(campaigns.map(campaign => [toPlainAccount(campaign.account_reference), campaign]))
  const outcomes: LineOutcome[] = []
  for (const line of lines) {
    const isHeld = (known.get(line.receiptNumber)?.payment_id ?? null) !== null
    const { amountKes } = line
    const isGift = line.isCustomerPayment && amountKes !== null
    outcomes.push(isHeld ? 'known' : isGift ? await importLine(context, { ...line, amountKes }, campaignOf) : 'ignored')
  }
  return outcomes
}

type Gift = PulledReceipt & { readonly amountKes: Shillings }
type Campaigns = ReadonlyMap<string, { readonly slug: string; readonly account_reference: string }>

async function importLine(context: StatementContext, line: Gift, campaignOf: Campaigns): Promise<LineOutcome> {
  const { database, sealer, ports } = context
  const atMs = ports.nowMs()
  // Read before the transaction, and enough: a payment made after the line was fetched is not the one it is about.
  const occurredAtMs = line.occurredAtMs ?? atMs
  const [fromMs, toMs] = [occurredAtMs - MATCH_WITHIN_MS, occurredAtMs + MATCH_WITHIN_MS]
  const candidates = await listStatementCandidates(database.kysely, { amountKes: line.amountKes, fromMs, toMs })
  const campaign = campaignOf.get(toPlainAccount(line.accountReference ?? ''))
  const created = campaign ? toCreated(context, line, campaign, atMs) : null
  const receipt = toReceipt(line, sealer, atMs)
  const found: { outcome: LineOutcome } = { outcome: 'unclaimed' }
  const changes = await database.apply(
    {
      ...NO_KEYS,
      paymentIds: candidates,
      receiptNumbers: [line.receiptNumber],
      matchAmountsKes: [line.amountKes],
      matchSinceMs: fromMs,
    },
    facts => {
      const books = openBooks(facts, atMs, sealer)
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
    ports.log.story(`KSh ${line.amountKes} for ${campaign?.slug} is in the books, from M-PESA's statement.`)
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

function toCreated(
  { sealer, ports, shortCode }: StatementContext,
  line: Gift,
  campaign: { slug: string; account_reference: string },
  atMs: number,
): CreatedPayment {
  const id = ports.random(16).toString('hex') as PaymentId
  const { phoneNumber, payer, receiptNumber, amountKes } = line
  const donation = {
    id: ports.random(16).toString('hex'),
    campaign: campaign.slug,
    giver_hash: null,
    created_at: atMs,
  }
  const payment = newPayment({
    id,
    donationId: donation.id,
    campaign: campaign.slug,
    amountKes,
    // Where the number is hidden, nobody else must seem to be the same person.
    phoneHash: sealer.hashPhone(phoneNumber ?? `hidden/${payer ?? receiptNumber}`),
    phoneMasked: phoneNumber === null ? toMasked(payer) : maskPhoneNumber(phoneNumber),
    shortCode,
    accountReference: campaign.account_reference,
    createdAtMs: atMs,
    pushDeadlineMs: atMs,
  })
  return {
    payment,
    donation: { ...donation, seal: signDonation(sealer, donation) },
    phoneSealed: phoneNumber === null ? null : sealer.seal(phoneNumber, PHONE_BELONGS_TO(id)),
  }
}

/** `2547 ***** 349` → `2547•••••349`, never more digits than our own mask shows; a hash tells nothing. */
function toMasked(payer: string | null): string {
  const { visible } = toPayerHint({ phoneNumber: null, payer }, () => '')
  return visible ? `${visible.start}•••••${visible.end}` : HIDDEN_PHONE
}
