// POST /mpesa/c2b/v1|v2/registerurl: where validations and confirmations of one short code go.

import type { Core } from '../core.ts'
import { findOwner } from '../organisations.ts'
import type { C2bRegistration } from '../tables.ts'
import { C2B_ADDRESS, findForbiddenWord } from './callback-address.ts'
import { oneOf, readFields, SHORT_CODE } from './fields.ts'
import { type DarajaReply, refuse, refuseField, toReply } from './reply.ts'

const RULES = {
  ShortCode: SHORT_CODE,
  // Sentence case: "completed" is refused.
  ResponseType: oneOf('Completed', 'Cancelled'),
  ConfirmationURL: C2B_ADDRESS,
  ValidationURL: C2B_ADDRESS,
} as const

/** @param version 2 masks the payers' numbers */
export function answerC2bRegister(core: Core, body: string, version: C2bRegistration['version']): DarajaReply {
  const read = readFields(core, body, RULES)
  if ('refusal' in read) return read.refusal
  const { ShortCode, ResponseType, ConfirmationURL, ValidationURL } = read.fields
  if (findOwner(core, ShortCode) === undefined) return refuseField(core, 'ShortCode')
  for (const [name, address] of Object.entries({ ConfirmationURL, ValidationURL })) {
    const word = findForbiddenWord(address)
    if (word === null) continue
    return refuse(core, 400, '400.003.02', `Bad Request - Invalid ${name} - URL has the word ${word}`)
  }
  if (core.strict.registerOnce && core.store.rows.c2bRegistrations.has(ShortCode)) {
    return refuse(core, 500, '500.003.1001', 'Urls are already registered.')
  }
  core.store.put('c2bRegistrations', ShortCode, {
    shortCode: ShortCode,
    version,
    responseType: ResponseType === 'Cancelled' ? 'Cancelled' : 'Completed',
    confirmationUrl: ConfirmationURL,
    validationUrl: ValidationURL,
  })
  // The missing n is Daraja's.
  return toReply(200, {
    OriginatorCoversationID: core.identifiers.merchantRequestId(),
    ResponseCode: '0',
    ResponseDescription: 'success',
  })
}
