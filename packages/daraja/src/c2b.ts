// C2B validation and confirmation: a flat body of text fields about money that came to the PayBill or till, prompted or
// not. The payer is plain, masked (`2547 ***** 349`) or hashed, and name fields may be absent.

import { type C2bCallback, NO_FACTS } from './callback-facts.ts'
import { parseEastAfricaTime } from './east-africa-time.ts'
import { parseWireAmount } from './money.ts'
import { parseWirePhoneNumber } from './phone-number.ts'
import { toId, toText } from './read-answer.ts'

const MAX_RECEIPT_LENGTH = 32

/** @returns null where the value is no C2B body: it needs TransID and TransAmount */
export function parseC2b(value: Record<string, unknown>): C2bCallback | null {
  const receiptNumber = toId(value.TransID)
  const amountText = toText(value.TransAmount)
  if (receiptNumber === null || receiptNumber.length > MAX_RECEIPT_LENGTH || amountText === null) return null

  const problems: string[] = []
  const amountKes = parseWireAmount(amountText)
  const occurredAtMs = parseEastAfricaTime(value.TransTime)
  const payer = toText(value.MSISDN)
  const phoneNumber = parseWirePhoneNumber(value.MSISDN)
  if (amountKes === null) problems.push('TransAmount is not a whole number of shillings')
  if (occurredAtMs === null) problems.push('TransTime is missing or not a date')
  if (phoneNumber === null) problems.push('MSISDN is missing, masked or hashed')

  return {
    ...NO_FACTS,
    kind: 'c2b',
    succeeded: amountKes === null ? null : true,
    amountKes,
    receiptNumber,
    occurredAtMs,
    phoneNumber,
    payer,
    shortCode: toText(value.BusinessShortCode),
    accountReference: toText(value.BillRefNumber),
    problems,
  }
}
