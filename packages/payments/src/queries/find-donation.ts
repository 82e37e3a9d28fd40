import type { Kysely } from 'kysely'
import type { Campaign } from '../campaign.ts'
import type { Tables } from '../database/tables.ts'
import type { Payment } from '../payment.ts'
import { findCampaign } from './find-campaign.ts'
import { findPayment } from './find-payment.ts'
import { listDonationPayments } from './list-donation-payments.ts'

/** What a person gives to a campaign, with every attempt to collect it. */
export interface Donation {
  readonly id: string
  readonly campaign: Campaign
  /** The payment it was looked up by. */
  readonly payment: Payment
  /** Every attempt, newest first. */
  readonly payments: readonly Payment[]
  /** The keyed hash of the cookie of the browser that gives; null from the command line. */
  readonly giverHash: string | null
}

/** The donation one payment belongs to, or null where there is no such payment. */
export async function findDonation(kysely: Kysely<Tables>, paymentId: string, nowMs: number): Promise<Donation | null> {
  const payment = await findPayment(kysely, paymentId)
  if (!payment) return null
  const [donation, campaign, payments] = await Promise.all([
    kysely.selectFrom('donations').select(['giver_hash']).where('id', '=', payment.donationId).executeTakeFirst(),
    findCampaign(kysely, payment.campaign, nowMs),
    listDonationPayments(kysely, payment.donationId),
  ])
  if (!donation || !campaign) throw new Error(`the donation or the campaign of payment ${payment.id} is missing`)
  return { id: payment.donationId, campaign, payment, payments, giverHash: donation.giver_hash }
}
