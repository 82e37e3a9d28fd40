// POST /mpesa/reversal/v1/request: gives a whole payment back to the phone it came from.

import type { ResultParameter } from '../callbacks/result-body.ts'
import { type Core, currentFaults } from '../core.ts'
import { toCompactTime } from '../east-africa-time.ts'
import { toEmptyReceipt } from '../identifiers.ts'
import { toReadableAmount, toWireAmount } from '../money.ts'
import { findOwner } from '../organisations.ts'
import { inventName, maskForPeople, toWirePhoneNumber } from '../phone-number.ts'
import { reversePayment } from '../reverse-payment.ts'
import type { Organisation, Reversal } from '../tables.ts'
import { acknowledge, INITIATOR_RULES, RESULT_RULES } from './asynchronous.ts'
import { AMOUNT, ANY_TEXT, oneOf, readFields, SHORT_CODE } from './fields.ts'
import { type DarajaReply, refuseField } from './reply.ts'

const RULES = {
  ...INITIATOR_RULES,
  CommandID: oneOf('TransactionReversal'),
  TransactionID: ANY_TEXT,
  Amount: AMOUNT,
  ReceiverParty: SHORT_CODE,
  // The wrong spelling is the right one: `ReceiverIdentifierType` is refused as missing.
  RecieverIdentifierType: oneOf('11'),
  ...RESULT_RULES,
} as const

const REFERENCE: ResultParameter = [
  'QueueTimeoutURL',
  '"https://internalsandbox.safaricom.co.ke/mpesa/reversalresults/v1/submit"',
]

export function answerReversal(core: Core, body: string): DarajaReply {
  const read = readFields(core, body, RULES)
  if ('refusal' in read) return read.refusal
  const { TransactionID, Amount, ReceiverParty, ResultURL } = read.fields
  const organisation = findOwner(core, ReceiverParty)
  if (organisation === undefined) return refuseField(core, 'ReceiverParty')

  const outcome = reversePayment(core, TransactionID, Number(Amount), organisation)
  const to = { resultUrl: ResultURL, shortCode: ReceiverParty }
  if (typeof outcome === 'string') {
    return acknowledge(core, to, {
      resultCode: outcome,
      transactionId: toEmptyReceipt(core.agenda.nowMs()),
      parameters: [],
      reference: REFERENCE,
    })
  }
  core.events.tell(
    'payment',
    () =>
      `${toReadableAmount(outcome.amountKes)} went back to ${maskForPeople(outcome.phoneNumber)}: ` +
      `reversal ${outcome.receiptNumber}.`,
    outcome.phoneNumber,
  )
  return acknowledge(core, to, {
    resultCode: '0',
    transactionId: outcome.receiptNumber,
    parameters: toParameters(core, outcome, organisation),
    reference: REFERENCE,
  })
}

function toParameters(core: Core, reversal: Reversal, organisation: Organisation): ResultParameter[] {
  const balance = toWireAmount(core.store.rows.organisations.get(organisation.shortCode)?.balanceKes ?? 0)
  const name = inventName(reversal.phoneNumber)
  const phoneNumber = toWirePhoneNumber(reversal.phoneNumber, currentFaults(core).phoneFormat)
  return [
    ['DebitAccountBalance', `"Utility Account|KES|${balance}|${balance}|0.00|0.00"`],
    ['Amount', toWireAmount(reversal.amountKes)],
    ['TransCompletedTime', toCompactTime(reversal.completedAtMs)],
    ['OriginalTransactionID', `"${reversal.originalReceiptNumber}"`],
    ['Charge', '0.00'],
    [
      'CreditPartyPublicName',
      JSON.stringify(`${phoneNumber === null ? '' : `${phoneNumber} - `}${name.first} ${name.last}`),
    ],
    ['DebitPartyPublicName', JSON.stringify(`${organisation.shortCode} - ${organisation.name}`)],
  ]
}
