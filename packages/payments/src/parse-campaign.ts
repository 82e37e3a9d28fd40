// Reads a campaign that somebody has written: the whole of it, or every problem at once.

import { z } from 'zod'
import { campaignSchema, type NewCampaign } from './campaign.ts'

export type ParsedCampaign = { readonly campaign: NewCampaign } | { readonly problems: readonly string[] }

/** @param value untrusted: parsed JSON, or a campaign with parts replaced */
export function parseCampaign(value: unknown): ParsedCampaign {
  const parsed = campaignSchema.safeParse(value)
  const contradictions = RULES.flatMap(rule => rule(value))
  if (parsed.success && contradictions.length === 0) return { campaign: parsed.data }
  const issues = parsed.success ? [] : toProblems(parsed.error)
  return { problems: [...issues, ...contradictions] }
}

/** What zod found, as `place: what is wrong`. */
export function toProblems(error: z.ZodError, whole = 'the campaign'): string[] {
  return error.issues.map(issue => `${issue.path.join('.') || whole}: ${issue.message}`)
}

/** A rule between two parts. It looks only where both parts are what they have to be, so that it never hides another. */
function rule<Schema extends z.ZodType>(schema: Schema, find: (parts: z.infer<Schema>) => string | null) {
  return (value: unknown): string[] => {
    const parts = schema.safeParse(value)
    const problem = parts.success ? find(parts.data) : null
    return problem === null ? [] : [problem]
  }
}

const impact = z.object({ impact: z.array(z.unknown()) })
const suggestedKes = z.array(z.number())

const RULES = [
  rule(z.object({ content: z.object({ suggestedKes, en: impact, sw: impact }) }), ({ content: { en, sw, ...rest } }) =>
    [en, sw].every(one => one.impact.length === rest.suggestedKes.length)
      ? null
      : 'content.suggestedKes: each suggested amount needs one impact line in each language',
  ),
  rule(z.object({ content: z.object({ suggestedKes }) }), ({ content }) =>
    content.suggestedKes.every((amountKes, index, all) => index === 0 || amountKes > (all[index - 1] ?? 0))
      ? null
      : 'content.suggestedKes: write the amounts from low to high, each once',
  ),
  rule(z.object({ floorKes: z.number(), content: z.object({ suggestedKes }) }), ({ floorKes, content }) =>
    content.suggestedKes.every(amountKes => amountKes >= floorKes)
      ? null
      : 'content.suggestedKes: no suggested amount may be below floorKes',
  ),
  rule(z.object({ startsOn: z.iso.date(), endsOn: z.iso.date() }), ({ startsOn, endsOn }) =>
    startsOn <= endsOn ? null : 'endsOn: the last day cannot be before the first, startsOn',
  ),
]
