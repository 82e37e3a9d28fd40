// Stores a payment before anybody is prompted, where nothing stands in the way. The same questions are asked twice: first
// without a lock, so that a flood of requests for one phone costs a few reads and holds nobody up, and again under the
// locks, where the answer counts.

import { createHash } from 'node:crypto'
import { maskPhoneNumber, type PhoneNumber } from '@harambee/daraja'
import type { Kysely } from 'kysely'
import { makeAccountReference } from './account-reference.ts'
import type { Campaign } from './campaign.ts'
import type { PromptLimits } from './configuration/prompt-limits.ts'
import type { Database } from './database/database.ts'
import type { Tables } from './database/tables.ts'
import { newPayment, type Payment, type PaymentId } from './payment.ts'
import { type PaymentIntent, type Refusal, refused } from './payment-intent.ts'
import { beginPledge } from './pledges/begin-pledge.ts'
import type { Ports } from './ports.ts'
import { findPromptObstacle } from './prompt-limits.ts'
import { findCampaign } from './queries/find-campaign.ts'
import { findOpenPrompt } from './queries/find-open-prompt.ts'
import { findPayment } from './queries/find-payment.ts'
import { PHONE_BELONGS_TO } from './queries/find-phone-number.ts'
import { insertPayment } from './queries/insert-payment.ts'
import { PUSH_DEADLINE_MS } from './query-schedule.ts'
import type { Sealer } from './sealing.ts'

/** How long a prompt can stand open on a phone; after it another may be sent. */
export const PROMPT_OPEN_MS = 90_000

/** An intent with its phone known, and the attempt it repeats. */
export interface WholeIntent extends PaymentIntent {
  readonly phoneNumber: PhoneNumber
  readonly earlier: Payment | null
}

export interface BeginContext {
  readonly database: Database
  readonly ports: Ports
  readonly sealer: Sealer
  readonly limits: PromptLimits
  readonly shortCode: string
}

export type Begun = { outcome: 'begun'; payment: Payment } | Known | Refusal

interface Known {
  readonly outcome: 'known'
  readonly payment: Payment
}

/** Nothing is in the way of this payment. `donation` null: it begins one. */
interface Free {
  readonly outcome: 'free'
  readonly id: PaymentId
  readonly donation: Pick<Payment, 'donationId' | 'accountReference'> | null
  readonly campaign: Campaign
}

/** A reference was made that another donation has: of 33 million, and worth another try. */
type ReferenceTaken = { readonly outcome: 'reference-taken' }

/** Random references tried in a row. */
const MAX_REFERENCES = 8
const REFERENCE_BYTES = 5

/** @throws {Error} where the database does not take the row */
export async function beginPayment(context: BeginContext, intent: WholeIntent): Promise<Begun> {
  const { database, ports, sealer } = context
  const phoneHash = sealer.hashPhone(intent.phoneNumber)
  const addressHash = intent.peerAddress === null ? null : sealer.hashAddress(intent.peerAddress)
  const asks = { phoneHash, addressHash }

  const atFirst = await examine(context, database.kysely, intent, asks)
  if (atFirst.outcome !== 'free') return atFirst

  // The same form sent twice, and two prompts for one phone or from one address, must not be decided about at the same
  // time.
  for (let tries = 0; tries < MAX_REFERENCES; tries++) {
    const reference = makeAccountReference(atFirst.campaign.accountReference, ports.random(REFERENCE_BYTES))
    const begun = await begin(context, intent, asks, reference)
    if (begun.outcome !== 'reference-taken') return begun
  }
  throw new Error('no free account reference was found')
}

async function begin(
  context: BeginContext,
  intent: WholeIntent,
  asks: { readonly phoneHash: string; readonly addressHash: string | null },
  reference: string,
): Promise<Begun | ReferenceTaken> {
  const { database, ports, sealer } = context
  const { phoneHash, addressHash } = asks
  const locks = [`payment:${intent.id}`, `phone:${phoneHash}`, `reference:${reference}`]
  if (addressHash !== null) locks.push(`address:${addressHash}`)
  return database.transaction(locks, async (transaction): Promise<Begun | ReferenceTaken> => {
    const examined = await examine(context, transaction, intent, asks)
    if (examined.outcome !== 'free') return examined
    const { id, donation, campaign } = examined
    if (donation === null && (await isReferenceTaken(transaction, reference))) return { outcome: 'reference-taken' }
    const nowMs = ports.nowMs()
    const payment = newPayment({
      id,
      donationId: donation?.donationId ?? ports.random(16).toString('hex'),
      campaign: campaign.slug,
      amountKes: intent.amountKes,
      phoneHash,
      phoneMasked: maskPhoneNumber(intent.phoneNumber),
      shortCode: context.shortCode,
      accountReference: donation?.accountReference ?? reference,
      createdAtMs: nowMs,
      pushDeadlineMs: nowMs + PUSH_DEADLINE_MS,
    })
    await insertPayment(transaction, sealer, payment, {
      isNewDonation: donation === null,
      details: intent.details ?? null,
      language: intent.language ?? null,
      addressHash,
      giverHash: intent.giver === null ? null : sealer.hashGiver(intent.giver),
      phoneSealed: sealer.seal(intent.phoneNumber, PHONE_BELONGS_TO(id)),
    })
    const { pledge } = intent
    if (donation === null && pledge) await beginPledge(transaction, { sealer, ports }, payment, { ...intent, pledge })
    return { outcome: 'begun', payment }
  })
}

async function examine(
  { ports, sealer, limits }: BeginContext,
  kysely: Kysely<Tables>,
  intent: WholeIntent,
  asks: { readonly phoneHash: string; readonly addressHash: string | null },
): Promise<Free | Known | Refusal> {
  const nowMs = ports.nowMs()
  const { phoneHash } = asks
  let id = intent.id
  let donation: Free['donation'] = intent.earlier
  const sameId = await findPayment(kysely, id)
  if (sameId) {
    const isSame = sameId.amountKes === intent.amountKes && sameId.phoneHash === phoneHash
    if (isSame) return { outcome: 'known', payment: sameId }
    // Gone back and changed: another payment of the same donation. Its id follows from the intent, so that pressing
    // twice is still one payment.
    id = deriveId(intent.id, phoneHash, intent.amountKes)
    donation = sameId
    const changed = await findPayment(kysely, id)
    if (changed) return { outcome: 'known', payment: changed }
  }

  const campaign = await findCampaign(kysely, intent.campaign, nowMs)
  if (!campaign) return refused('no-such-campaign', null)
  if (!campaign.hasBegun) return refused('campaign-not-open', null)
  if (campaign.hasEnded) return refused('campaign-ended', null)
  if (intent.amountKes < campaign.floorKes) {
    return { ...refused('amount-too-small', null), floorKes: campaign.floorKes }
  }

  const open = await findOpenPrompt(kysely, phoneHash, nowMs - PROMPT_OPEN_MS)
  if (open) {
    const giverHash = intent.giver === null ? null : sealer.hashGiver(intent.giver)
    const isSame =
      giverHash !== null &&
      open.giverHash === giverHash &&
      open.payment.amountKes === intent.amountKes &&
      open.payment.campaign === intent.campaign
    return isSame ? { outcome: 'known', payment: open.payment } : refused('prompt-open', open.payment)
  }

  const obstacle = await findPromptObstacle(kysely, limits, asks, nowMs)
  if (!obstacle) return { outcome: 'free', id, donation, campaign }
  const { reason, retryAtMs } = obstacle
  return retryAtMs === null ? refused(reason, null) : { ...refused(reason, null), retryAtMs }
}

async function isReferenceTaken(transaction: Kysely<Tables>, reference: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('payments')
    .select('id')
    .where('account_reference', '=', reference)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

function deriveId(id: PaymentId, phoneHash: string, amountKes: number): PaymentId {
  return createHash('sha256').update(`${id}|${phoneHash}|${amountKes}`).digest('hex').slice(0, 32) as PaymentId
}
