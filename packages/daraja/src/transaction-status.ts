// Transaction Status: asks what became of one receipt. Daraja only acknowledges the question; the answer is posted to
// `resultUrl` later, like a callback, and read by `parseCallback` and `readTransactionStatus` (docs/daraja.md §6).

import type { ResultCallback } from './callback-facts.ts'
import { parseEastAfricaTime } from './east-africa-time.ts'
import { type Rejected, rejected, type Unknown, unknown } from './errors.ts'
import { parseWireAmount, type Shillings } from './money.ts'
import { type PhoneNumber, parseWirePhoneNumber } from './phone-number.ts'
import { readJsonObject, toId, toText } from './read-answer.ts'
import { type Connection, callDaraja } from './request.ts'
import type { ShortCode } from './short-code.ts'
import type { WireAcknowledgement, WireTransactionStatusRequest } from './wire.ts'

/** Who asks: an API operator of the short code, made in the M-PESA organisation portal. */
export interface Initiator {
  readonly name: string
  /** Its password, encrypted with Safaricom's certificate: as the Daraja portal writes it. */
  readonly securityCredential: string
}

/** `accepted`: the answer will come to the result URL, naming these ids. */
export type TransactionStatusAnswer =
  | {
      readonly outcome: 'accepted'
      readonly conversationId: string | null
      readonly originatorConversationId: string | null
    }
  | Rejected
  | Unknown

/** What M-PESA's books hold of one receipt. A fact the answer does not hold is null. */
export interface TransactionStatus {
  readonly receiptNumber: string | null
  /** The money moved, and stayed where it went. */
  readonly isCompleted: boolean
  readonly amountKes: Shillings | null
  readonly occurredAtMs: number | null
  /** The number of whoever paid, plain; null where it is masked, hashed or absent. */
  readonly phoneNumber: PhoneNumber | null
  /** The same as Daraja wrote it. */
  readonly payer: string | null
  /** The PayBill, store or till the money went to. */
  readonly creditedShortCode: string | null
}

const STATUS_PATH = '/mpesa/transactionstatus/v1/query'
const STATUS_TIMEOUT_MS = 15_000
/** 4: PartyA is a short code. */
const SHORT_CODE_IDENTIFIER = '4'

/** Asks once. The question itself moves nothing, whatever becomes of it. */
export async function queryTransactionStatus(
  connection: Connection,
  { shortCode }: ShortCode,
  initiator: Initiator | null,
  question: { readonly receiptNumber: string; readonly resultUrl: string; readonly timeoutUrl: string },
): Promise<TransactionStatusAnswer> {
  if (initiator === null) return rejected('invalid-request', { message: 'there is no initiator to ask as' })
  const body: WireTransactionStatusRequest = {
    Initiator: initiator.name,
    SecurityCredential: initiator.securityCredential,
    CommandID: 'TransactionStatusQuery',
    TransactionID: question.receiptNumber,
    PartyA: shortCode,
    IdentifierType: SHORT_CODE_IDENTIFIER,
    ResultURL: question.resultUrl,
    QueueTimeOutURL: question.timeoutUrl,
    Remarks: 'status',
    Occasion: '',
  }
  const result = await callDaraja(connection, STATUS_PATH, body, STATUS_TIMEOUT_MS)
  if (result.outcome !== 'answered') return result
  const answer = readJsonObject(result.answer.text) as WireAcknowledgement | null
  const code = toText(answer?.ResponseCode)
  if (code === null || !/^0+$/.test(code)) {
    return unknown({ message: `the answer does not say that it was taken (${code ?? 'no code'})` })
  }
  return {
    outcome: 'accepted',
    conversationId: toId(answer?.ConversationID),
    originatorConversationId: toId(answer?.OriginatorConversationID),
  }
}

/** What a result says of the receipt that was asked about; a failed result says nothing. Compare, never trust. */
export function readTransactionStatus({ succeeded, parameters }: ResultCallback): TransactionStatus {
  const payer = /^(\S+) - /.exec(parameters.get('DebitPartyName') ?? '')?.[1] ?? null
  const receiptNumber = toId(parameters.get('ReceiptNo'))
  return {
    receiptNumber: receiptNumber?.toUpperCase() ?? null,
    isCompleted: succeeded === true && parameters.get('TransactionStatus')?.toLowerCase() === 'completed',
    amountKes: parseWireAmount(parameters.get('Amount')),
    occurredAtMs: parseEastAfricaTime(parameters.get('FinalisedTime') ?? parameters.get('InitiatedTime')),
    phoneNumber: parseWirePhoneNumber(payer),
    payer,
    creditedShortCode: /^(\d{5,8})\b/.exec(parameters.get('CreditPartyName') ?? '')?.[1] ?? null,
  }
}
