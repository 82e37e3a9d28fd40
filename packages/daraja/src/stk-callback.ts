// `{"Body":{"stkCallback":{…}}}`: the outcome of a push. Items are found by name, never by position: Balance comes
// without a value or not at all, and test-made payloads add others.

import { isObject, NO_FACTS, type StkCallback } from './callback-facts.ts'
import { parseEastAfricaTime } from './east-africa-time.ts'
import { parseWireAmount } from './money.ts'
import { parseWirePhoneNumber } from './phone-number.ts'
import { toId, toText } from './read-answer.ts'

/** Real callbacks carry five items. */
const MAX_ITEMS = 50

/** Receipts are ten capitals and digits today; older and made-up ones vary. */
const RECEIPT_SHAPE = /^[A-Za-z0-9]{6,20}$/

/** @returns null where the value is no STK callback */
export function parseStkCallback(value: Record<string, unknown>): StkCallback | null {
  const callback = isObject(value.Body) ? value.Body.stkCallback : undefined
  if (!isObject(callback)) return null
  const resultCode = toId(callback.ResultCode)
  if (resultCode === null) return null

  const problems: string[] = []
  const items = readItems(callback.CallbackMetadata, problems)
  const amountKes = items.has('Amount') ? parseWireAmount(items.get('Amount')) : null
  const receiptNumber = readReceiptNumber(items.get('MpesaReceiptNumber'))
  const occurredAtMs = parseEastAfricaTime(items.get('TransactionDate'))
  const phoneNumber = parseWirePhoneNumber(items.get('PhoneNumber'))
  const checkoutRequestId = toId(callback.CheckoutRequestID)
  const merchantRequestId = toId(callback.MerchantRequestID)

  if (checkoutRequestId === null) problems.push('CheckoutRequestID is missing or malformed')
  if (merchantRequestId === null) problems.push('MerchantRequestID is missing or malformed')
  if (resultCode === '0') {
    if (amountKes === null) problems.push('Amount is missing or not a whole number of shillings')
    if (receiptNumber === null) problems.push('MpesaReceiptNumber is missing or malformed')
    if (occurredAtMs === null) problems.push('TransactionDate is missing or not a date')
    if (phoneNumber === null) problems.push('PhoneNumber is missing, masked or hashed')
  }
  const isComplete = amountKes !== null && receiptNumber !== null
  return {
    ...NO_FACTS,
    kind: 'stk',
    checkoutRequestId,
    merchantRequestId,
    resultCode,
    resultDescription: typeof callback.ResultDesc === 'string' ? callback.ResultDesc : null,
    succeeded: resultCode !== '0' ? false : isComplete ? true : null,
    amountKes,
    receiptNumber,
    occurredAtMs,
    phoneNumber,
    problems,
  }
}

function readItems(metadata: unknown, problems: string[]): Map<string, unknown> {
  const items = new Map<string, unknown>()
  if (!isObject(metadata)) return items
  const list = Array.isArray(metadata.Item) ? metadata.Item : [metadata.Item]
  if (list.length > MAX_ITEMS) {
    // Another amount may stand among the rest.
    problems.push(`more than ${MAX_ITEMS} items: none of them counts`)
    return items
  }

  for (const item of list) {
    if (!isObject(item) || typeof item.Name !== 'string') continue
    const isRepeated = items.has(item.Name) && items.get(item.Name) !== item.Value
    if (isRepeated)
      problems.push(`${toText(item.Name)?.slice(0, 40).toWellFormed()} stands twice with different values`)
    // Two different amounts or receipts are no amount and no receipt.
    items.set(item.Name, isRepeated ? undefined : item.Value)
  }
  return items
}

function readReceiptNumber(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : ''
  return RECEIPT_SHAPE.test(text) ? text : null
}
