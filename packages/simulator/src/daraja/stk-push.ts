// POST /mpesa/stkpush/v1/processrequest: asks for a prompt on one phone. "Accepted" says nothing about money, and what
// is wrong between short code, till and transaction type shows in the callback only.

import { type Core, faultStrikes } from '../core.ts'
import { findOrganisation, isTillOf } from '../organisations.ts'
import { openPrompt } from '../prompts/open-prompt.ts'
import { MAX_PROMPT_TEXT_LENGTH, toPromptText } from '../prompts/prompt-text.ts'
import type { Organisation, Prompt } from '../tables.ts'
import { CALLBACK_ADDRESS } from './callback-address.ts'
import { CREDENTIAL_RULES, checkCredentials } from './credentials.ts'
import { AMOUNT, type Fields, oneOf, optional, readFields, SHORT_CODE, SUBSCRIBER, textUpTo } from './fields.ts'
import { type DarajaAnswer, type DarajaReply, refuse, toReply } from './reply.ts'

const RULES = {
  ...CREDENTIAL_RULES,
  TransactionType: oneOf('CustomerPayBillOnline', 'CustomerBuyGoodsOnline'),
  Amount: AMOUNT,
  PartyA: SUBSCRIBER,
  PartyB: SHORT_CODE,
  PhoneNumber: SUBSCRIBER,
  CallBackURL: CALLBACK_ADDRESS,
  AccountReference: textUpTo(12),
  TransactionDesc: optional(textUpTo(13)),
} as const

/** The answer; a promise where the fault `callbackBeforeResponse` holds it back. */
export function answerStkPush(core: Core, body: string): DarajaAnswer | Promise<DarajaAnswer> {
  const read = readFields(core, body, RULES)
  if ('refusal' in read) return read.refusal
  const { fields } = read
  const checked = checkCredentials(core, fields)
  if ('refusal' in checked) return checked.refusal
  if (core.index.openPrompts.has(fields.PhoneNumber)) {
    return refuse(
      core,
      500,
      '500.001.1001',
      'Unable to lock subscriber, a transaction is already in process for the current subscriber',
    )
  }
  return answerAccepted(core, accept(core, fields, checked.organisation))
}

function accept(core: Core, fields: Fields<keyof typeof RULES>, organisation: Organisation): Prompt {
  const push = {
    phoneNumber: fields.PhoneNumber,
    amountKes: Number(fields.Amount),
    shortCode: fields.PartyB,
    businessShortCode: fields.BusinessShortCode,
    isPayBill: fields.TransactionType === 'CustomerPayBillOnline',
    accountReference: fields.AccountReference,
    description: fields.TransactionDesc,
    callbackUrl: fields.CallBackURL,
  }
  const isTooLong = toPromptText(push, organisation.name).length > MAX_PROMPT_TEXT_LENGTH
  const obstacle = findWrongParty(core, push, organisation) ?? (isTooLong ? '1025' : null)
  return openPrompt(core, push, organisation, obstacle)
}

/** The result code of a short code, till and type that do not belong together. */
function findWrongParty(
  core: Core,
  push: { shortCode: string; isPayBill: boolean },
  organisation: Organisation,
): string | null {
  if (push.isPayBill) {
    if (!organisation.isPayBill) return '2028'
    if (push.shortCode === organisation.shortCode) return null
    return findOrganisation(core, push.shortCode) === undefined ? 'SFC_IC0003' : '2028'
  }
  if (!organisation.isStore) return '2028'
  return isTillOf(organisation, push.shortCode) ? null : 'SFC_IC0003'
}

/** Everything has happened; the faults decide whether the sender hears of it, what, and when. */
function answerAccepted(core: Core, prompt: Prompt): DarajaAnswer | Promise<DarajaAnswer> {
  const answer = faultyAnswer(core) ?? toAccepted(prompt)
  if (!faultStrikes(core, 'callbackBeforeResponse')) return answer
  const { life } = core
  return new Promise(resolve => {
    const waiters = core.index.callbackWaiters.get(prompt.checkoutRequestId) ?? []
    waiters.push(() => resolve(core.life === life ? answer : 'cut'))
    core.index.callbackWaiters.set(prompt.checkoutRequestId, waiters)
  })
}

function faultyAnswer(core: Core): DarajaAnswer | null {
  if (faultStrikes(core, 'pushResponseLost')) {
    core.events.tell('fault', () => 'A push was accepted, but its answer got lost.')
    return 'cut'
  }
  if (!faultStrikes(core, 'push5xx')) return null
  core.events.tell('fault', () => 'A push was accepted, but answered with an internal error.')
  return refuse(core, 500, '500.003.1001', 'Internal Server Error')
}

function toAccepted(prompt: Prompt): DarajaReply {
  return toReply(200, {
    MerchantRequestID: prompt.merchantRequestId,
    CheckoutRequestID: prompt.checkoutRequestId,
    ResponseCode: '0',
    ResponseDescription: 'Success. Request accepted for processing',
    CustomerMessage: 'Success. Request accepted for processing',
  })
}
