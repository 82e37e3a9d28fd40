// STK query: asks what became of a checkout request. It never returns a receipt, an amount or a phone number, and it
// has several ways of saying "not yet" that must not be read as failure (docs/daraja.md §3).

import { toEastAfricaTimestamp } from './east-africa-time.ts'
import { type Rejected, type Unknown, unknown } from './errors.ts'
import { readJsonObject, toId, toText } from './read-answer.ts'
import { type Connection, callDaraja } from './request.ts'
import { explainResultCode } from './result-codes.ts'
import { type ShortCode, toPassword } from './short-code.ts'
import type { WireStkQueryRequest, WireStkQueryResponse } from './wire.ts'

/** Daraja said something about the request: paid, not paid, or still at it. */
export interface StkQueryAccepted {
  readonly outcome: 'accepted'
  readonly state: 'succeeded' | 'failed' | 'processing'
  readonly resultCode: string
  readonly resultDescription: string
  readonly merchantRequestId: string | null
}

/**
 * `unknown` here means "no verdict": the question itself has no effect. Only `accepted` with `succeeded` or `failed`
 * says anything final.
 */
export type StkQueryAnswer = StkQueryAccepted | Rejected | Unknown

const QUERY_PATH = '/mpesa/stkpushquery/v1/query'
const QUERY_TIMEOUT_MS = 15_000

/** Asks once. Never throws for anything Daraja or the network does. */
export async function queryStkPush(
  connection: Connection,
  shortCode: ShortCode,
  nowMs: () => number,
  checkoutRequestId: string,
): Promise<StkQueryAnswer> {
  const timestamp = toEastAfricaTimestamp(nowMs())
  const body: WireStkQueryRequest = {
    BusinessShortCode: shortCode.shortCode,
    Password: toPassword(shortCode, timestamp),
    Timestamp: timestamp,
    CheckoutRequestID: checkoutRequestId,
  }
  const result = await callDaraja(connection, QUERY_PATH, body, QUERY_TIMEOUT_MS)
  if (result.outcome === 'answered') return readAnswer(result.answer.text, result.answer.status, checkoutRequestId)
  if (result.problem.errorCode !== '500.001.1001') return result
  return readNoVerdict(result)
}

function readAnswer(text: string, httpStatus: number, askedAbout: string): StkQueryAnswer {
  const body = readJsonObject(text) as WireStkQueryResponse | null
  const resultCode = toId(body?.ResultCode)
  if (!body || resultCode === null) return unknown({ message: 'the answer holds no result code', httpStatus })

  const about = toText(body.CheckoutRequestID)
  if (about !== null && about !== askedAbout) {
    return unknown({ message: 'the answer is about another checkout request', httpStatus })
  }
  const resultDescription = typeof body.ResultDesc === 'string' ? body.ResultDesc : ''
  const state =
    resultCode === '0' ? 'succeeded' : explainResultCode(resultCode).money === 'unknown' ? 'processing' : 'failed'
  return {
    outcome: 'accepted',
    state,
    resultCode,
    resultDescription,
    merchantRequestId: toId(body.MerchantRequestID),
  }
}

/**
 * 500.001.1001 on a query: "being processed", "does not Exist" (for valid ids too, in the first half minute) or no
 * text at all. None of them is a verdict. Only wrong credentials are a refusal.
 */
function readNoVerdict(result: Rejected | Unknown): StkQueryAnswer {
  const { message, errorCode, httpStatus } = result.problem
  if (/wrong credentials|merchant does not exist/i.test(message)) return result
  if (/processed|processing/i.test(message)) {
    return {
      outcome: 'accepted',
      state: 'processing',
      resultCode: '4999',
      resultDescription: message,
      merchantRequestId: null,
    }
  }
  return unknown({ errorCode, message: message || 'no verdict yet', httpStatus })
}
