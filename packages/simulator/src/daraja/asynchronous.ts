// Requests that are acknowledged now and answered later at a ResultURL: what they share.

import { buildResultBody, type ResultFacts } from '../callbacks/result-body.ts'
import { sendCallback } from '../callbacks/send-callback.ts'
import { type Core, faultStrikes } from '../core.ts'
import { CALLBACK_ADDRESS } from './callback-address.ts'
import { ANY_TEXT, type FieldRule, optional } from './fields.ts'
import { type DarajaReply, toReply } from './reply.ts'

/** Encrypted with Safaricom's public key, so nobody here can read it: only its shape is checked. */
const SECURITY_CREDENTIAL: FieldRule = {
  json: 'text',
  isValid: text => text.length >= 16 && /^[A-Za-z0-9+/\s]+={0,2}$/.test(text),
}

/** Who asks; the first fields of every such request. */
export const INITIATOR_RULES = { Initiator: ANY_TEXT, SecurityCredential: SECURITY_CREDENTIAL } as const

/** Where the result goes; the last fields. */
export const RESULT_RULES = {
  ResultURL: CALLBACK_ADDRESS,
  QueueTimeOutURL: CALLBACK_ADDRESS,
  Remarks: ANY_TEXT,
  Occasion: optional(ANY_TEXT),
} as const

/** Results come this long after the acknowledgement. */
const RESULT_AFTER_MS = 1_000

/** Acknowledges a request and sends its result. */
export function acknowledge(
  core: Core,
  to: { readonly resultUrl: string; readonly shortCode: string },
  result: Omit<ResultFacts, 'originatorConversationId' | 'conversationId'>,
): DarajaReply {
  const originatorConversationId = core.identifiers.merchantRequestId()
  const conversationId = core.identifiers.conversationId(core.agenda.nowMs())
  sendCallback(core, {
    kind: 'result',
    checkoutRequestId: null,
    url: to.resultUrl,
    shortCode: to.shortCode,
    body: buildResultBody(
      { ...result, originatorConversationId, conversationId },
      faultStrikes(core, 'resultCodeAsString'),
    ),
    afterMs: RESULT_AFTER_MS,
  })
  return toReply(200, {
    OriginatorConversationID: originatorConversationId,
    ConversationID: conversationId,
    ResponseCode: '0',
    ResponseDescription: 'Accept the service request successfully.',
  })
}
