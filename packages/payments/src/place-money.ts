// Where money goes that came to the PayBill: to the donation whose reference was typed, to the campaign whose code was
// typed, or to nobody. Money that is nobody's stays a receipt without a payment, and a person places it.

import { countSlips, guessReferences, isOwnReference, toPlainReference, toReferenceStart } from './account-reference.ts'
import type { CampaignAccount } from './database/changes.ts'
import type { Payment } from './payment.ts'

/**
 * Whose account it is. `donation`: every attempt of it that is in the books · `campaign`: with the account the gift is to
 * carry, the campaign's code or the reference of a donation that is lost.
 */
export type AccountOwner =
  | { readonly kind: 'donation'; readonly payments: readonly [Payment, ...Payment[]]; readonly isCorrected: boolean }
  | { readonly kind: 'campaign'; readonly campaign: CampaignAccount }

/** A slip is put right only for a donation this young that nobody has paid yet. */
const OPEN_FOR_MS = 30 * 24 * 60 * 60_000

/**
 * Whose account was typed.
 * @param payments those that carry one of the references it may stand for
 */
export function findAccountOwner(
  typed: string | null,
  campaigns: readonly CampaignAccount[],
  payments: Iterable<Payment>,
  atMs: number,
): AccountOwner | null {
  const plain = toPlainReference(typed ?? '')
  if (plain === '') return null
  const campaign = campaigns.find(({ accountReference }) => toPlainReference(accountReference) === plain)
  if (campaign) return { kind: 'campaign', campaign }

  const guesses = guessReferences(
    typed,
    campaigns.map(({ accountReference }) => accountReference),
  )
  const byReference = new Map<string, [Payment, ...Payment[]]>()
  for (const payment of payments) {
    const others = byReference.get(payment.accountReference)
    if (others) others.push(payment)
    else byReference.set(payment.accountReference, [payment])
  }
  const [exact, anotherExact] = guesses.exact.flatMap(reference => toOwn(byReference, reference))
  if (exact && !anotherExact) return { kind: 'donation', payments: exact, isCorrected: false }
  const open = guesses.near.flatMap(reference => toOwn(byReference, reference)).filter(one => isOpen(one, atMs))
  const [near, anotherNear] = open
  if (near && !anotherNear && !exact) return { kind: 'donation', payments: near, isCorrected: true }
  return exact || near ? null : findLostDonation(plain, guesses.exact, campaigns)
}

/**
 * After a restore: the donation is lost, and its reference still tells the campaign. It is kept, so that more money for it
 * comes to the same donation.
 */
function findLostDonation(
  plain: string,
  references: readonly string[],
  campaigns: readonly CampaignAccount[],
): AccountOwner | null {
  const owners = references
    .filter(reference => toPlainReference(reference) === plain)
    .flatMap(reference =>
      campaigns
        .filter(({ accountReference }) => toReferenceStart(accountReference) === toReferenceStart(reference))
        .map(({ slug }) => ({ slug, accountReference: reference })),
    )
  const [campaign, another] = owners
  return campaign && !another ? { kind: 'campaign', campaign } : null
}

/** How far what was typed is from a reference: for whoever looks for the nearest. */
export function toAccountDistance(typed: string | null, accountReference: string): number {
  return countSlips(toPlainReference(typed ?? ''), toPlainReference(accountReference), MAX_DISTANCE)
}

const MAX_DISTANCE = 12

/**
 * The attempt that money for its donation settles, newest first: one that is paid and lacks its receipt, else one whose
 * outcome is open, else one that failed. One of another amount is another payment: what came is booked as it came.
 * @param isVouched whether M-PESA itself has told of a receipt, by a confirmation or on its list
 * @returns `hold`: a person is looking into such an attempt, and the money may be its own
 */
export function findAttempt(
  payments: readonly Payment[],
  money: { readonly amountKes: number; readonly receiptNumber: string },
  isVouched: (receiptNumber: string) => boolean,
): Payment | 'hold' | null {
  const same = payments
    .filter(({ amountKes }) => amountKes === money.amountKes)
    .sort((left, right) => right.createdAtMs - left.createdAtMs)
  // What came through the weaker door anybody may have written: it keeps no money from where its account says. Should it
  // be true all the same, its own callback or confirmation takes its place.
  const isItsOwn = ({ claim }: Payment) =>
    claim === null || claim.receiptNumber === null || claim.receiptNumber === money.receiptNumber || !claim.isTrusted
  const claiming = same.find(({ claim }) => claim?.receiptNumber === money.receiptNumber)
  if (same.some(({ status, reviewReason }) => status === 'review' && reviewReason === 'contradiction')) return 'hold'
  return (
    same.find(({ status, receiptNumber }) => status === 'succeeded' && receiptNumber === null) ??
    same.find(
      ({ status, receiptNumber, isReceiptInferred }) =>
        status === 'succeeded' && receiptNumber !== null && isReceiptInferred && !isVouched(receiptNumber),
    ) ??
    claiming ??
    same.find(payment => isOpenAttempt(payment) && isItsOwn(payment)) ??
    same.find(payment => payment.status === 'failed' && isItsOwn(payment)) ??
    null
  )
}

function isOpenAttempt({ status }: Payment): boolean {
  return status === 'created' || status === 'pending' || status === 'review'
}

function toOwn(
  byReference: ReadonlyMap<string, [Payment, ...Payment[]]>,
  reference: string,
): [Payment, ...Payment[]][] {
  const own = isOwnReference(reference) ? byReference.get(reference) : undefined
  return own ? [own] : []
}

function isOpen(payments: readonly Payment[], atMs: number): boolean {
  const isPaid = payments.some(({ status }) => status === 'succeeded' || status === 'reversed')
  return !isPaid && payments.some(({ createdAtMs }) => createdAtMs > atMs - OPEN_FOR_MS)
}
