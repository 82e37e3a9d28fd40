// POST /mpesa/transactionstatus/v1/query: what became of one receipt, or of the payment a conversation led to.

import type { ResultParameter } from '../callbacks/result-body.ts'
import { type Core, currentFaults } from '../core.ts'
import { toCompactTime } from '../east-africa-time.ts'
import { toEmptyReceipt } from '../identifiers.ts'
import { toWireAmount } from '../money.ts'
import { findOwner } from '../organisations.ts'
import { inventName, toWirePhoneNumber } from '../phone-number.ts'
import type { Organisation } from '../tables.ts'
import { acknowledge, INITIATOR_RULES, RESULT_RULES } from './asynchronous.ts'
import { ANY_TEXT, oneOf, optional, readFields, SHORT_CODE } from './fields.ts'
import { type DarajaReply, refuseField } from './reply.ts'

const RULES = {
  ...INITIATOR_RULES,
  CommandID: oneOf('TransactionStatusQuery'),
  TransactionID: optional(ANY_TEXT),
  OriginalConversationID: optional(ANY_TEXT),
  PartyA: SHORT_CODE,
  IdentifierType: oneOf('4', '2', '1'),
  ...RESULT_RULES,
} as const

/** A payment, or a reversal seen from the other side. */
interface Movement {
  readonly receiptNumber: string
  readonly amountKes: number
  readonly phoneNumber: string
  readonly completedAtMs: number
  readonly conversationId: string
  readonly reason: string
  readonly isToOrganisation: boolean
}

export function answerTransactionStatus(core: Core, body: string): DarajaReply {
  const read = readFields(core, body, RULES)
  if ('refusal' in read) return read.refusal
  const { fields } = read
  const organisation = findOwner(core, fields.PartyA)
  if (organisation === undefined) return refuseField(core, 'PartyA')
  if (fields.TransactionID === '' && fields.OriginalConversationID === '') return refuseField(core, 'TransactionID')

  const receiptNumber =
    fields.TransactionID || (core.index.receiptsByConversation.get(fields.OriginalConversationID) ?? '')
  const movement = findMovement(core, receiptNumber, organisation)
  const to = { resultUrl: fields.ResultURL, shortCode: fields.PartyA }
  return acknowledge(core, to, {
    resultCode: movement === undefined ? '2032' : '0',
    transactionId: toEmptyReceipt(core.agenda.nowMs()),
    parameters: movement === undefined ? [] : toParameters(core, movement, organisation),
    reference: fields.Occasion === '' ? ['Occasion'] : ['Occasion', JSON.stringify(fields.Occasion)],
  })
}

function findMovement(core: Core, receiptNumber: string, organisation: Organisation): Movement | undefined {
  const receipt = core.store.rows.receipts.get(receiptNumber)
  if (receipt !== undefined && findOwner(core, receipt.shortCode) === organisation) {
    const reason = receipt.isPayBill ? 'Pay Bill Online' : 'Buy Goods Online'
    return { ...receipt, reason, isToOrganisation: true }
  }
  const reversal = core.store.rows.reversals.get(receiptNumber)
  if (reversal === undefined || findOwner(core, reversal.shortCode) !== organisation) return undefined
  return { ...reversal, conversationId: '', reason: 'Transaction Reversal', isToOrganisation: false }
}

function toParameters(core: Core, movement: Movement, organisation: Organisation): ResultParameter[] {
  const name = inventName(movement.phoneNumber)
  const phoneNumber = toWirePhoneNumber(movement.phoneNumber, currentFaults(core).phoneFormat)
  const person = JSON.stringify(`${phoneNumber === null ? '' : `${phoneNumber} - `}${name.first} ${name.last}`)
  const charity = JSON.stringify(`${organisation.shortCode} - ${organisation.name}`)
  const time = `"${toCompactTime(movement.completedAtMs)}"`
  return [
    ['DebitPartyName', movement.isToOrganisation ? person : charity],
    ['CreditPartyName', movement.isToOrganisation ? charity : person],
    ['OriginatorConversationID', JSON.stringify(movement.conversationId)],
    ['InitiatedTime', time],
    ['DebitAccountType', movement.isToOrganisation ? '"MMF Account For Customer"' : '"Utility Account"'],
    // Keys without a value are Daraja's way of saying "none".
    ['DebitPartyCharges'],
    ['TransactionReason'],
    ['ReasonType', JSON.stringify(movement.reason)],
    ['TransactionStatus', '"Completed"'],
    ['FinalisedTime', time],
    ['Amount', toWireAmount(movement.amountKes)],
    ['ReceiptNo', `"${movement.receiptNumber}"`],
  ]
}
