// Pull Transactions: every payment a PayBill or till received in the last 48 hours, with its receipt, whether a callback
// told of it or not. What nobody remembers stands here. The short code has to be registered once (docs/daraja.md §6).

import { parseEastAfricaTime, toEastAfricaDateTime } from './east-africa-time.ts'
import { type Rejected, rejected, type Unknown, unknown } from './errors.ts'
import { parseWireAmount, type Shillings } from './money.ts'
import { isPhoneNumber, type PhoneNumber, parseWirePhoneNumber } from './phone-number.ts'
import { readJsonObject, toId, toText } from './read-answer.ts'
import { type Connection, callDaraja } from './request.ts'
import type { ShortCode } from './short-code.ts'
import type { WirePulledRow, WirePullQueryRequest, WirePullQueryResponse, WirePullRegisterRequest } from './wire.ts'

/** One payment M-PESA has on its books. A fact the row does not hold is null. */
export interface PulledReceipt {
  readonly receiptNumber: string
  /** null where it is not a whole number of shillings. */
  readonly amountKes: Shillings | null
  readonly occurredAtMs: number | null
  /** null where it is masked, hashed or absent. */
  readonly phoneNumber: PhoneNumber | null
  /** As Daraja wrote it: plain, masked or hashed. */
  readonly payer: string | null
  /** What the payer typed as account, or the push gave as reference; null for a till. */
  readonly accountReference: string | null
  /** A customer paid the PayBill or till. Rows of any other kind are no gift. */
  readonly isCustomerPayment: boolean
}

/** One page. */
export interface PulledPage {
  readonly outcome: 'accepted'
  readonly receipts: readonly PulledReceipt[]
  /** Rows of the page, those nobody can read included: the next page begins this much further on. */
  readonly rows: number
}

export type PullAnswer = PulledPage | Rejected | Unknown

export type PullRegistration =
  | { readonly outcome: 'accepted' /** Registered now, not before. */; readonly isNew: boolean }
  | Rejected
  | Unknown

/** Daraja tells no more of the past than this. */
export const PULL_WINDOW_MS = 48 * 60 * 60 * 1000

const REGISTER_PATH = '/pulltransactions/v1/register'
const QUERY_PATH = '/pulltransactions/v1/query'
const PULL_TIMEOUT_MS = 30_000
const MAX_RECEIPT_LENGTH = 32

/**
 * Registers the short code, once and for ever.
 * @param registration.phoneNumber the number nominated in the M-PESA organisation portal
 * @param registration.callbackUrl where Safaricom may post about the registration
 */
export async function registerPull(
  connection: Connection,
  { shortCode }: ShortCode,
  registration: { readonly phoneNumber: PhoneNumber; readonly callbackUrl: string },
): Promise<PullRegistration> {
  if (!isPhoneNumber(registration.phoneNumber)) {
    return rejected('invalid-request', { message: 'phoneNumber must be 2547######## or 2541########' })
  }
  const body: WirePullRegisterRequest = {
    ShortCode: shortCode,
    RequestType: 'Pull',
    NominatedNumber: registration.phoneNumber,
    CallBackURL: registration.callbackUrl,
  }
  const result = await callDaraja(connection, REGISTER_PATH, body, PULL_TIMEOUT_MS)
  if (result.outcome !== 'answered') return result
  const answer = readJsonObject(result.answer.text) as { ResponseStatus?: unknown; ResponseCode?: unknown } | null
  const status = toText(answer?.ResponseStatus) ?? toText(answer?.ResponseCode)
  if (status === '1000' || status === '1001') return { outcome: 'accepted', isNew: status === '1000' }
  return unknown({ message: `the answer says neither registered nor known (${status ?? 'no status'})` })
}

/**
 * One page of what came in between two instants, oldest first.
 * @param page.offset rows to leave out, not pages
 */
export async function pullReceipts(
  connection: Connection,
  { shortCode }: ShortCode,
  page: { readonly fromMs: number; readonly toMs: number; readonly offset: number },
): Promise<PullAnswer> {
  const body: WirePullQueryRequest = {
    ShortCode: shortCode,
    StartDate: toEastAfricaDateTime(page.fromMs),
    EndDate: toEastAfricaDateTime(page.toMs),
    OffSetValue: String(page.offset),
  }
  const result = await callDaraja(connection, QUERY_PATH, body, PULL_TIMEOUT_MS)
  return result.outcome === 'answered' ? readPage(result.answer.text, result.answer.status) : result
}

function readPage(text: string, httpStatus: number): PullAnswer {
  const body = readJsonObject(text) as WirePullQueryResponse | null
  const code = toText(body?.ResponseCode)
  if (code !== '1000' && code !== '1001') {
    return unknown({ message: body ? `the answer has code ${code}` : 'the answer is not JSON', httpStatus })
  }
  // A list in a list; both code 1001 and an empty inner list mean that there is nothing.
  const rows = Array.isArray(body?.Response) ? body.Response.flat() : []
  return { outcome: 'accepted', rows: rows.length, receipts: rows.flatMap(row => readRow(row) ?? []) }
}

function readRow(row: unknown): PulledReceipt | null {
  if (typeof row !== 'object' || row === null) return null
  const { transactionId, trxDate, msisdn, transactiontype, billreference, amount } = row as WirePulledRow
  const receiptNumber = toId(transactionId)
  if (receiptNumber === null || receiptNumber.length > MAX_RECEIPT_LENGTH) return null
  return {
    receiptNumber: receiptNumber.toUpperCase(),
    amountKes: parseWireAmount(amount),
    occurredAtMs: parsePulledTime(trxDate),
    phoneNumber: parsePulledPhoneNumber(msisdn),
    payer: toText(msisdn),
    accountReference: toText(billreference),
    isCustomerPayment: /^c2b-/i.test(toText(transactiontype) ?? ''),
  }
}

/** Documented with a zone (`2020-08-05T10:13:00Z`); without one it means Nairobi time, as everywhere in Daraja. */
function parsePulledTime(value: unknown): number | null {
  const text = toText(value)
  const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/.exec(text ?? '')
  if (!parts) return null
  const inNairobiMs = parseEastAfricaTime(`${parts[1]} ${parts[2]}${parts[3] ?? ':00'}`)
  if (inNairobiMs === null || parts[4] === undefined) return inNairobiMs
  return inNairobiMs + toOffsetMs('+03:00') - toOffsetMs(parts[4])
}

function toOffsetMs(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

/** Documented without country code (`722000000`), seen with it. */
function parsePulledPhoneNumber(value: unknown): PhoneNumber | null {
  const text = toText(value)
  return parseWirePhoneNumber(text !== null && /^[17]\d{8}$/.test(text) ? `254${text}` : text)
}
