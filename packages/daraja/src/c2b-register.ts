// Tells Daraja where to send validations and confirmations of money that comes to a short code. Version 2 of the endpoint: the
// payer's number then comes masked, and without it money is placed by its account alone.

import { type Rejected, rejected, type Unknown, unknown } from './errors.ts'
import { readJsonObject, toText } from './read-answer.ts'
import { type Connection, callDaraja } from './request.ts'
import type { ShortCode } from './short-code.ts'

export interface C2bUrls {
  readonly validationUrl: string
  readonly confirmationUrl: string
}

/** `isNew` false: addresses are registered already, and Daraja changes them only on its portal or by mail. */
export type C2bRegistrationAnswer = { readonly outcome: 'accepted'; readonly isNew: boolean } | Rejected | Unknown

/** What Safaricom's documentation forbids in these addresses (docs/daraja.md). */
const FORBIDDEN_WORDS = /m-?pesa|safaricom|exec?|cmd|sql|query/i
const REGISTER_PATH = '/mpesa/c2b/v2/registerurl'
const REGISTER_TIMEOUT_MS = 20_000

/** The forbidden word in an address; null: there is none. */
export function findForbiddenWord(url: string): string | null {
  return FORBIDDEN_WORDS.exec(url)?.[0] ?? null
}

/** Where nobody answers a validation in time, M-PESA completes the payment: no money is turned away. */
export async function registerC2bUrls(
  connection: Connection,
  { shortCode }: ShortCode,
  { validationUrl, confirmationUrl }: C2bUrls,
): Promise<C2bRegistrationAnswer> {
  for (const url of [validationUrl, confirmationUrl]) {
    const word = findForbiddenWord(url)
    if (word !== null) return rejected('invalid-request', { message: `an address holds "${word}", which is forbidden` })
  }
  const body = {
    ShortCode: shortCode,
    ResponseType: 'Completed',
    ConfirmationURL: confirmationUrl,
    ValidationURL: validationUrl,
  }
  const result = await callDaraja(connection, REGISTER_PATH, body, REGISTER_TIMEOUT_MS)
  if (result.outcome !== 'answered') {
    const isKnown = /already registered/i.test(result.problem.message)
    return isKnown ? { outcome: 'accepted', isNew: false } : result
  }
  const answer = readJsonObject(result.answer.text) as { ResponseCode?: unknown } | null
  const code = toText(answer?.ResponseCode)
  if (code !== null && /^0+$/.test(code)) return { outcome: 'accepted', isNew: true }
  return unknown({ message: `the answer does not say that they are registered (${code ?? 'no code'})` })
}
