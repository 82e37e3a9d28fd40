// A campaign: what people give to. What its page says is data, in each language. `parse-campaign.ts` reads one.

import { z } from 'zod'

const text = (max: number) => z.string().trim().min(1).max(max)
const inBoth = (max: number) => z.strictObject({ en: text(max), sw: text(max) })

/** What the page says, in one language. */
export const campaignTextSchema = z.strictObject({
  title: text(120),
  /** One line under the title. */
  summary: text(200),
  /** Paragraphs. */
  story: z.array(text(2_000)).min(1).max(20),
  /** What each suggested amount does, in the order of `suggestedKes`. */
  impact: z.array(text(60)).min(1).max(6),
})

/** A picture that is stored, and what it shows: for those who cannot see it. */
export const campaignPictureSchema = z.strictObject({
  /** SHA-256 of its bytes: its name. */
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'sixty-four hexadecimal digits'),
  mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
  width: z.int().min(1).max(20_000),
  height: z.int().min(1).max(20_000),
  alt: inBoth(250),
})

/** Money that was spent, for everybody to read. */
export const spendingSchema = z.strictObject({
  on: z.iso.date(),
  what: inBoth(120),
  amountKes: z.int().positive(),
  /** The receipt's number, or the initials of who signed for it. */
  reference: text(40),
})

/** What the charity and the campaign show of themselves. */
export const campaignContentSchema = z.strictObject({
  /** As the prompt on the phone names it. */
  charity: text(60),
  suggestedKes: z.array(z.int().positive()).min(1).max(6),
  /** The printed line of the cloth; a proverb. */
  jina: text(60),
  en: campaignTextSchema,
  sw: campaignTextSchema,
  picture: campaignPictureSchema.nullable().default(null),
  spending: z.array(spendingSchema).max(100).default([]),
})

export type CampaignText = z.infer<typeof campaignTextSchema>
export type CampaignPicture = z.infer<typeof campaignPictureSchema>
export type CampaignContent = z.infer<typeof campaignContentSchema>

/** A whole campaign as it is written in a file or typed by an operator. */
export const campaignSchema = z.strictObject({
  slug: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'small letters, digits and dashes, at most 40'),
  /** Shown on the payer's phone. */
  accountReference: z.string().regex(/^[A-Z0-9]{3,12}$/, 'three to twelve capitals and digits'),
  goalKes: z.int().positive(),
  floorKes: z.int().positive().default(10),
  /** The first day in Nairobi; null: from the beginning. */
  startsOn: z.iso.date().nullable().default(null),
  /** The last day. */
  endsOn: z.iso.date().nullable().default(null),
  content: campaignContentSchema,
})

export type NewCampaign = z.infer<typeof campaignSchema>

/** A campaign with what has come in. Only confirmed money counts. */
export interface Campaign extends NewCampaign {
  readonly hasBegun: boolean
  readonly hasEnded: boolean
  /** Whole days left in Nairobi, the last one included; null without an end. */
  readonly daysLeft: number | null
  readonly raisedKes: number
  readonly gifts: number
}
