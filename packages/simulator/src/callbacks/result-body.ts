// The body of an asynchronous result (transaction status, reversal, account balance), as posted to a ResultURL.

import { toCallbackText, toWireResultCode } from '../result-codes.ts'

/** A value written as JSON text, so that `500.00` keeps its decimals; undefined for a key without a value. */
export type ResultParameter = readonly [key: string, json?: string]

/** One finished request. */
export interface ResultFacts {
  readonly resultCode: string
  readonly originatorConversationId: string
  readonly conversationId: string
  /** A receipt number; `UKO0000000` where nothing moved. */
  readonly transactionId: string
  /** Left out whole where empty: failures have none. */
  readonly parameters: readonly ResultParameter[]
  readonly reference: ResultParameter
}

/** The body, as text. */
export function buildResultBody(facts: ResultFacts, codeAsText: boolean): string {
  const parameters = facts.parameters.map(toJson).join(',')
  return (
    `{"Result":{"ResultType":0,"ResultCode":${toWireResultCode(facts.resultCode, codeAsText)},` +
    `"ResultDesc":${JSON.stringify(toCallbackText(facts.resultCode))},` +
    `"OriginatorConversationID":"${facts.originatorConversationId}","ConversationID":"${facts.conversationId}",` +
    `"TransactionID":"${facts.transactionId}",` +
    `${parameters === '' ? '' : `"ResultParameters":{"ResultParameter":[${parameters}]},`}` +
    `"ReferenceData":{"ReferenceItem":${toJson(facts.reference)}}}}`
  )
}

function toJson([key, json]: ResultParameter): string {
  return json === undefined ? `{"Key":"${key}"}` : `{"Key":"${key}","Value":${json}}`
}
