// What a giver may tell besides the phone number: a name, a message, in whose name, an e-mail address, a KRA PIN. Personal data: sealed
// at rest, shown to nobody before an operator has read it, and forgotten with the number.

import { z } from 'zod'

/** How long each may be. */
export const DETAILS_LENGTHS = { name: 60, message: 140, tribute: 80, email: 120, kraPin: 11 } as const

const line = (max: number) => z.string().max(max).nullable()

const detailsSchema = z.object({
  name: line(DETAILS_LENGTHS.name),
  message: line(DETAILS_LENGTHS.message),
  /** In whose name, or in memory of whom. */
  tribute: line(DETAILS_LENGTHS.tribute),
  /** For the receipt. */
  email: line(DETAILS_LENGTHS.email),
  /** Of the giver, for a tax receipt. Gifts from before it was asked for have none. */
  kraPin: line(DETAILS_LENGTHS.kraPin).default(null),
})

/** What a giver wrote; null: nothing. */
export type DetailTexts = z.infer<typeof detailsSchema>

export interface DonationDetails extends DetailTexts {
  /** The giver wants to be named on the campaign's page. */
  readonly mayShow: boolean
  /** With the amount. */
  readonly showsAmount: boolean
}

/** waiting: nobody has read it yet · approved: it may be read by everybody · hidden: an operator does not want it shown */
export const GIVER_STATES = ['waiting', 'approved', 'hidden'] as const
export type GiverState = (typeof GIVER_STATES)[number]

/** What the sealed details of a donation belong to. */
export const DETAILS_BELONG_TO = (donationId: string) => `donation_details.details_sealed/${donationId}`

export function toDetailsJson({ name, message, tribute, email, kraPin }: DetailTexts): string {
  return JSON.stringify({ name, message, tribute, email, kraPin })
}

export function readDetailsJson(json: string): DetailTexts {
  return detailsSchema.parse(JSON.parse(json))
}
