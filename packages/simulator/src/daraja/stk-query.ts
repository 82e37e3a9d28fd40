// POST /mpesa/stkpushquery/v1/query: what became of a checkout request. It knows the outcome and never a receipt, and it
// has four ways of saying "not yet".

import { type Core, currentFaults, faultStrikes } from '../core.ts'
import type { PendingAnswer } from '../faults.ts'
import { toQueryText } from '../result-codes.ts'
import type { Prompt } from '../tables.ts'
import { CREDENTIAL_RULES, checkCredentials } from './credentials.ts'
import { ANY_TEXT, readFields } from './fields.ts'
import { type DarajaReply, refuse, refuseBusy, toReply } from './reply.ts'

const RULES = { ...CREDENTIAL_RULES, CheckoutRequestID: ANY_TEXT } as const

/** Ways of saying "not yet" that `mixed` draws from. */
const PENDING_ANSWERS: readonly PendingAnswer[] = ['being-processed', 'code-4999', 'empty-message', 'does-not-exist']

export function answerStkQuery(core: Core, body: string): DarajaReply {
  const read = readFields(core, body, RULES)
  if ('refusal' in read) return read.refusal
  const checked = checkCredentials(core, read.fields)
  if ('refusal' in checked) return checked.refusal
  if (faultStrikes(core, 'queryBusy')) return refuseBusy(core)

  const prompt = core.store.rows.prompts.get(read.fields.CheckoutRequestID)
  if (prompt?.businessShortCode !== checked.organisation.shortCode) return refuseUnknown(core)
  if (prompt.completedAtMs === null) return answerPending(core, prompt)
  return toVerdict(prompt, findVerdict(core, prompt))
}

/** The truth, or what `queryContradicts` makes of it: a failure, or another one. It never claims money that is not there. */
function findVerdict(core: Core, prompt: Prompt): string {
  const truth = prompt.resultCode ?? '0'
  if (!faultStrikes(core, 'queryContradicts')) return truth
  core.events.tell('fault', () => `A query about a request that ended with ${truth} was answered with another code.`)
  return truth === '1037' ? '1032' : '1037'
}

function answerPending(core: Core, prompt: Prompt): DarajaReply {
  const { pendingAnswer } = currentFaults(core)
  const kind =
    pendingAnswer === 'mixed' ? PENDING_ANSWERS[Math.floor(core.random() * PENDING_ANSWERS.length)] : pendingAnswer
  switch (kind) {
    case 'code-4999':
      return toVerdict(prompt, '4999')
    case 'empty-message':
      return refuse(core, 200, '500.001.1001', '')
    case 'does-not-exist':
      return refuseUnknown(core)
    default:
      // Recorded with the checkout request's own id in place of a request id.
      return refuse(core, 500, '500.001.1001', 'The transaction is being processed', prompt.checkoutRequestId)
  }
}

function refuseUnknown(core: Core): DarajaReply {
  return refuse(core, 500, '500.001.1001', 'The transaction does not Exist')
}

/** The typing error is Daraja's. The result code is text here, though a number in the callback. */
function toVerdict(prompt: Prompt, resultCode: string): DarajaReply {
  return toReply(200, {
    ResponseCode: '0',
    ResponseDescription: 'The service request has been accepted successsfully',
    MerchantRequestID: prompt.merchantRequestId,
    CheckoutRequestID: prompt.checkoutRequestId,
    ResultCode: resultCode,
    ResultDesc: toQueryText(resultCode),
  })
}
