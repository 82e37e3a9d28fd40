// Who the charity is, in law: what receipts, pages and posters name.

import { parsePhoneNumber } from '@harambee/daraja'
import { z } from 'zod'
import { toProblems } from './parse-campaign.ts'

const text = (max: number) => z.string().trim().min(1).max(max)

const phoneNumber = z
  .string()
  .max(40)
  .transform((typed, context) => {
    const parsed = parsePhoneNumber(typed)
    if ('phoneNumber' in parsed) return parsed.phoneNumber as string
    context.addIssue({ code: 'custom', message: 'a Kenyan mobile number, such as 0712 345 678' })
    return z.NEVER
  })

export const charitySchema = z.strictObject({
  legalName: text(120),
  /** With the Public Benefit Organizations Regulatory Authority, or as a society, trust or company. */
  registrationNumber: text(60),
  kraPin: z.string().regex(/^[A-Z]\d{9}[A-Z]$/, 'a letter, nine digits and a letter, such as P051234567Q'),
  /** Of income tax; null where the charity has none. */
  exemption: z
    .strictObject({ certificateNumber: text(60), validUntil: z.iso.date() })
    .nullable()
    .default(null),
  /** As on an envelope, one line each. */
  address: z.array(text(100)).min(1).max(6),
  email: z.email().max(120).nullable().default(null),
  /** Where somebody can be called. */
  phone: phoneNumber.nullable().default(null),
  whatsapp: phoneNumber.nullable().default(null),
})

export type Charity = z.infer<typeof charitySchema>

export type ParsedCharity = { readonly charity: Charity } | { readonly problems: readonly string[] }

/** Reads what somebody has written: the whole of it, or every problem at once. */
export function parseCharity(value: unknown): ParsedCharity {
  const parsed = charitySchema.safeParse(value)
  return parsed.success ? { charity: parsed.data } : { problems: toProblems(parsed.error, 'the charity') }
}

/** The invented charity of the demo. No number of it is anybody's. */
export const DEMO_CHARITY: Charity = {
  legalName: 'Tumaini Trust',
  registrationNumber: 'PBO/DEMO/0000/0000',
  kraPin: 'P000000000Z',
  exemption: { certificateNumber: 'KRA/EXEMPT/DEMO', validUntil: '2031-12-31' },
  address: ['Tumaini Trust', 'P.O. Box 00000', 'Nairobi'],
  email: 'tumaini@example.org',
  phone: '254700000000',
  whatsapp: '254700000000',
}
