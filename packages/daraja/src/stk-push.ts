// STK push: asks Safaricom to show a PIN prompt on one phone. It has no idempotency key, so it is sent once.

import { toEastAfricaTimestamp } from './east-africa-time.ts'
import { type Rejected, rejected, type Unknown, unknown } from './errors.ts'
import { isShillings, MAX_TRANSACTION_KES, type Shillings } from './money.ts'
import { isPhoneNumber, type PhoneNumber } from './phone-number.ts'
import { readJsonObject, toId } from './read-answer.ts'
import { type Connection, callDaraja } from './request.ts'
import type { ShortCode } from './short-code.ts'
import { toPassword } from './short-code.ts'
import type { WireStkPushRequest, WireStkPushResponse } from './wire.ts'

/** What to ask of whom. `accountReference` and `description` are shown on the payer's phone. */
export interface StkPush {
  readonly phoneNumber: PhoneNumber
  readonly amountKes: Shillings
  /** Cut to 12 characters of `A–Z a–z 0–9 space . -`; others make the prompt fail without a word (docs/daraja.md §2). */
  readonly accountReference: string
  /** Cut to 13 characters of the same set. */
  readonly description: string
  /** Where Daraja posts the outcome. Put what identifies the payment into its path: it is delivered intact. */
  readonly callbackUrl: string
}

/** Daraja took the request. That is a prompt on its way, not a payment. */
export interface StkPushAccepted {
  readonly outcome: 'accepted'
  readonly checkoutRequestId: string
  readonly merchantRequestId: string | null
}

/** Accepted, certainly without effect, or nobody knows. */
export type StkPushAnswer = StkPushAccepted | Rejected | Unknown

const PUSH_PATH = '/mpesa/stkpush/v1/processrequest'
const PUSH_TIMEOUT_MS = 30_000
const MAX_REFERENCE_LENGTH = 12
const MAX_DESCRIPTION_LENGTH = 13

/** Sends the push, once. Never throws for anything Daraja or the network does. */
export async function sendStkPush(
  connection: Connection,
  shortCode: ShortCode,
  nowMs: () => number,
  push: StkPush,
): Promise<StkPushAnswer> {
  const problem = findProblem(push)
  if (problem) return rejected('invalid-request', { message: problem })

  const timestamp = toEastAfricaTimestamp(nowMs())
  const body: WireStkPushRequest = {
    BusinessShortCode: shortCode.shortCode,
    Password: toPassword(shortCode, timestamp),
    Timestamp: timestamp,
    TransactionType: shortCode.tillNumber ? 'CustomerBuyGoodsOnline' : 'CustomerPayBillOnline',
    Amount: push.amountKes,
    PartyA: push.phoneNumber,
    PartyB: shortCode.tillNumber ?? shortCode.shortCode,
    PhoneNumber: push.phoneNumber,
    CallBackURL: push.callbackUrl,
    AccountReference: toPromptText(push.accountReference, MAX_REFERENCE_LENGTH) || 'Donation',
    TransactionDesc: toPromptText(push.description, MAX_DESCRIPTION_LENGTH) || 'Donation',
  }
  const result = await callDaraja(connection, PUSH_PATH, body, PUSH_TIMEOUT_MS)
  return result.outcome === 'answered' ? readAnswer(result.answer.text, result.answer.status) : result
}

/** Text a prompt can carry: other characters become spaces, it begins with a letter or digit, and then it is cut. */
export function toPromptText(text: string, maxLength: number): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^A-Za-z0-9.-]+/g, ' ')
    .replace(/^[ .-]+/, '')
    .slice(0, maxLength)
    .trim()
}

function readAnswer(text: string, httpStatus: number): StkPushAnswer {
  const body = readJsonObject(text) as WireStkPushResponse | null
  const checkoutRequestId = toId(body?.CheckoutRequestID)
  if (toId(body?.ResponseCode) === '0' && checkoutRequestId !== null) {
    return { outcome: 'accepted', checkoutRequestId, merchantRequestId: toId(body?.MerchantRequestID) }
  }
  return unknown({ message: body ? 'the answer names no checkout request' : 'the answer is not JSON', httpStatus })
}

function findProblem(push: StkPush): string | null {
  if (!isPhoneNumber(push.phoneNumber)) return 'phoneNumber must be 2547######## or 2541########'
  if (!isShillings(push.amountKes)) return 'amountKes must be a whole number of shillings'
  if (push.amountKes > MAX_TRANSACTION_KES) return `amountKes must be at most ${MAX_TRANSACTION_KES}`
  if (!URL.canParse(push.callbackUrl)) return 'callbackUrl must be an absolute URL'
  return null
}
