// A second reading of a callback, written for the tests alone and in another way than the program's: what a body says for
// certain of a payment, or nothing. Numbers are compared as they are written, not as what a double makes of them.

/** What a success has to say. */
export interface Said {
  readonly amount: string
  readonly receiptNumber: string
  readonly checkoutRequestId: string | null
  readonly merchantRequestId: string | null
}

/** A number as it stands in the text. */
class Written {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

/** @returns null where the body does not say, beyond any doubt, that this was paid */
export function readCanonically(body: string): Said | null {
  const text = body.replace(/^\ufeff/, '')
  let value: unknown
  try {
    value = JSON.parse(text, (_key, read: unknown, context?: { source?: string }) =>
      typeof read === 'number' ? new Written(context?.source ?? '') : read,
    )
  } catch {
    return null
  }
  if (countKeysOfText(text) !== countKeys(value)) return null
  const callback = at(value, 'Body', 'stkCallback')
  if (toDecimal(at(callback, 'ResultCode')) !== '0') return null

  const given = at(callback, 'CallbackMetadata', 'Item')
  const items = Array.isArray(given) ? given : [given]
  const named = (name: string) => items.filter(item => at(item, 'Name') === name).map(item => at(item, 'Value'))
  const amounts = new Set(named('Amount').map(toDecimal))
  const receipts = new Set(named('MpesaReceiptNumber').map(toWord))
  const [amount] = amounts
  const [receiptNumber] = receipts
  if (amounts.size !== 1 || receipts.size !== 1 || !amount || !receiptNumber) return null
  return {
    amount,
    receiptNumber,
    checkoutRequestId: toWord(at(callback, 'CheckoutRequestID')),
    merchantRequestId: toWord(at(callback, 'MerchantRequestID')),
  }
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !(inner instanceof Written)
    return isObject && Object.hasOwn(inner, key) ? (inner as Record<string, unknown>)[key] : undefined
  }, value)
}

/** A number, or a text of digits, as the one way to write it: `5e2`, `500.00` and `"500"` are `500`. */
function toDecimal(value: unknown): string | null {
  const text = value instanceof Written ? value.source : typeof value === 'string' ? value.trim() : ''
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (!parts) return null
  const [, sign = '', whole = '', fraction = '', power = '0'] = parts
  const digits = whole + fraction
  const point = whole.length + Number(power)
  if (point > 40 || point < -40) return null
  const padded = digits.padEnd(Math.max(point, digits.length), '0').padStart(digits.length + Math.max(0, -point), '0')
  const place = Math.max(0, point)
  const before = padded.slice(0, place).replace(/^0+(?=\d)/, '') || '0'
  const behind = padded.slice(place).replace(/0+$/, '')
  const plain = behind === '' ? before : `${before}.${behind}`
  return sign === '-' && plain !== '0' ? `-${plain}` : plain
}

function toWord(value: unknown): string | null {
  const text = value instanceof Written ? value.source : typeof value === 'string' ? value.trim() : ''
  return text === '' ? null : text.toUpperCase()
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Written) return 0
  const inside = Object.values(value)
  const own = Array.isArray(value) ? 0 : inside.length
  return inside.reduce<number>((sum, one) => sum + countKeys(one), own)
}

/** A text in front of a colon is a key; valid JSON has no other colons outside of texts. */
function countKeysOfText(text: string): number {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length
}
