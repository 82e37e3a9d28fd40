// POST /mpesa/c2b/v1|v2/simulate: a phone pays a PayBill or till without anybody touching it. No PIN is asked; the money
// does leave the phone, so an empty one pays nothing.

import { type Core, runLater } from '../core.ts'
import { startMenuPayment } from '../menu-payment.ts'
import { findReceiver } from '../organisations.ts'
import { maskForPeople } from '../phone-number.ts'
import { AMOUNT, ANY_TEXT, oneOf, optional, readFields, SHORT_CODE, SUBSCRIBER } from './fields.ts'
import { type DarajaReply, refuseField, toReply } from './reply.ts'

const RULES = {
  ShortCode: SHORT_CODE,
  CommandID: oneOf('CustomerPayBillOnline', 'CustomerBuyGoodsOnline'),
  Amount: AMOUNT,
  Msisdn: SUBSCRIBER,
  BillRefNumber: optional(ANY_TEXT),
} as const

export function answerC2bSimulate(core: Core, body: string): DarajaReply {
  const read = readFields(core, body, RULES)
  if ('refusal' in read) return read.refusal
  const { ShortCode, CommandID, Amount, Msisdn, BillRefNumber } = read.fields
  const isPayBill = CommandID === 'CustomerPayBillOnline'
  if (findReceiver(core, ShortCode)?.isPayBill !== isPayBill) return refuseField(core, 'ShortCode')
  if (isPayBill && BillRefNumber === '') return refuseField(core, 'BillRefNumber')

  const conversationId = core.identifiers.merchantRequestId()
  const payment = {
    source: 'simulate' as const,
    phoneNumber: Msisdn,
    shortCode: ShortCode,
    accountReference: BillRefNumber,
    amountKes: Number(Amount),
    conversationId,
  }
  // The answer comes first, the payment after it. A process killed between them has simulated nothing.
  runLater(core, core.agenda.nowMs(), () => {
    startMenuPayment(core, payment, ({ resultCode }) => {
      if (resultCode === '0') return
      core.events.tell(
        'warning',
        () => `The simulated payment from ${maskForPeople(Msisdn)} was not made: ${resultCode}.`,
      )
    })
  })
  return toReply(200, {
    OriginatorCoversationID: conversationId,
    ResponseCode: '0',
    ResponseDescription: 'Accept the service request successfully.',
  })
}
