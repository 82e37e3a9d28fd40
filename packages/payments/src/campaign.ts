// A campaign: what people give to. What its page says is data, in each language.

import { z } from 'zod'

const text = (max: number) => z.string().trim().min(1).max(max)

/** What the page says, in one language. */
export const campaignTextSchema = z.object({
  title: text(120),
  /** One line under the title. */
  summary: text(200),
  /** Paragraphs. */
  story: z.array(text(2_000)).min(1).max(20),
  /** What each suggested amount does, in the order of `suggestedKes`. */
  impact: z.array(text(60)).min(1).max(6),
})

/** What the charity and the campaign show of themselves. */
export const campaignContentSchema = z.object({
  /** As the prompt on the phone names it. */
  charity: text(60),
  suggestedKes: z.array(z.int().positive()).min(1).max(6),
  /** The printed line of the cloth; a proverb. */
  jina: text(60),
  en: campaignTextSchema,
  sw: campaignTextSchema,
})

export type CampaignText = z.infer<typeof campaignTextSchema>
export type CampaignContent = z.infer<typeof campaignContentSchema>

/** A whole campaign as it is written in a file or typed by an operator. */
export const campaignSchema = z
  .object({
    slug: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'small letters, digits and dashes, at most 40'),
    /** Shown on the payer's phone. */
    accountReference: z.string().regex(/^[A-Z0-9]{3,12}$/, 'three to twelve capitals and digits'),
    goalKes: z.int().positive(),
    floorKes: z.int().positive().default(10),
    endsOn: z.iso.date().nullable().default(null),
    content: campaignContentSchema,
  })
  .refine(
    ({ content }) =>
      content.en.impact.length === content.suggestedKes.length &&
      content.sw.impact.length === content.suggestedKes.length,
    { error: 'each suggested amount needs one impact line in each language', path: ['content', 'suggestedKes'] },
  )

export type NewCampaign = z.infer<typeof campaignSchema>

/** A campaign with what has come in. Only confirmed money counts. */
export interface Campaign extends NewCampaign {
  readonly hasEnded: boolean
  /** Whole days left in Nairobi, the last one included; null without an end. */
  readonly daysLeft: number | null
  readonly raisedKes: number
  readonly gifts: number
}
