// `{"Result":{…}}`: what transaction status, reversal, balance and payout calls post later. Parameters come as an array,
// as one object, directly or one level deeper; keys repeat and values go missing.

import { isObject, NO_FACTS, type ResultCallback } from './callback-facts.ts'
import { toId, toText } from './read-answer.ts'

/** Real envelopes carry at most a few dozen. */
const MAX_PARAMETERS = 200

/** @returns null where the value is no result envelope */
export function parseResultEnvelope(value: Record<string, unknown>): ResultCallback | null {
  const result = value.Result
  if (!isObject(result)) return null
  const resultCode = toId(result.ResultCode)
  if (resultCode === null) return null

  const receiptNumber = toId(result.TransactionID)
  return {
    ...NO_FACTS,
    kind: 'result',
    resultCode,
    resultDescription: typeof result.ResultDesc === 'string' ? result.ResultDesc : null,
    succeeded: resultCode === '0',
    receiptNumber,
    originatorConversationId: toId(result.OriginatorConversationID),
    conversationId: toId(result.ConversationID),
    parameters: readParameters(result.ResultParameters),
    problems: receiptNumber === null ? ['TransactionID is missing or malformed'] : [],
  }
}

function readParameters(value: unknown): ReadonlyMap<string, string> {
  const inner = isObject(value) && 'ResultParameter' in value ? value.ResultParameter : value
  const list = Array.isArray(inner) ? inner : [inner]
  const parameters = new Map<string, string>()
  for (const entry of list.slice(0, MAX_PARAMETERS)) {
    if (!isObject(entry) || typeof entry.Key !== 'string' || parameters.has(entry.Key)) continue
    parameters.set(entry.Key, toText(entry.Value) ?? '')
  }
  return parameters
}
