// What Daraja's result codes of an STK push mean, whose fault it is, and whether the payer may try again.
// By code only: the text beside a code changes between callback and query and from year to year (docs/daraja.md §5).

/** Who can do something about it. */
export type Fault = 'nobody' | 'payer' | 'network' | 'mpesa' | 'charity' | 'us'

/** Whether the same person may be offered another prompt, and when. */
export type RetryAdvice = { retry: 'now' } | { retry: 'wait'; waitSeconds: number } | { retry: 'no' }

/** Why a payment did not happen, in the words our own API uses. */
export type FailureReason =
  | 'insufficient-funds'
  | 'cancelled'
  | 'unreachable'
  | 'wrong-pin'
  | 'pin-locked'
  | 'expired'
  | 'busy'
  | 'limit'
  | 'not-sent'
  | 'payer-account'
  | 'charity-account'
  | 'unknown-code'

/**
 * What one code says. `money`: `taken`, `not-taken` (certain), or `not-received` (we have none, and cannot vouch for
 * the payer's side). `isFinal` is false only for "still processing" and for codes nobody has documented.
 */
export interface ResultCodeMeaning {
  readonly code: string
  readonly meaning: string
  readonly fault: Fault
  readonly advice: RetryAdvice
  readonly money: 'taken' | 'not-taken' | 'not-received' | 'unknown'
  readonly failureReason: FailureReason | null
  readonly isKnown: boolean
  readonly isFinal: boolean
}

const NOW: RetryAdvice = { retry: 'now' }
const NEVER: RetryAdvice = { retry: 'no' }
const wait = (waitSeconds: number): RetryAdvice => ({ retry: 'wait', waitSeconds })

type Row = [
  meaning: string,
  fault: Fault,
  advice: RetryAdvice,
  money: ResultCodeMeaning['money'],
  failureReason: FailureReason | null,
]

const CANCELLED: Row = ['The prompt closed before a PIN was entered.', 'payer', NOW, 'not-taken', 'cancelled']
const NO_PROMPT: Row = ['M-PESA could not show the prompt on the phone.', 'mpesa', wait(60), 'not-taken', 'unreachable']
const PAYER_ACCOUNT: Row = ["The payer's M-PESA account cannot pay.", 'payer', NOW, 'not-taken', 'payer-account']
const CHARITY_ACCOUNT: Row = [
  "The receiver's account cannot take it.",
  'charity',
  NEVER,
  'not-taken',
  'charity-account',
]
const EXPIRED: Row = ['The request ran out of time.', 'network', NOW, 'not-received', 'expired']

const ROWS: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['0', ['Paid.', 'nobody', NEVER, 'taken', null]],
  ['1', ["The payer's balance was not enough.", 'payer', NOW, 'not-taken', 'insufficient-funds']],
  ['2', ['Below the smallest amount M-PESA moves.', 'payer', NOW, 'not-taken', 'limit']],
  ['3', ['Above the largest amount M-PESA moves at once.', 'payer', NOW, 'not-taken', 'limit']],
  ['4', ["Would pass the payer's limit for the day.", 'payer', NOW, 'not-taken', 'limit']],
  ['7', CHARITY_ACCOUNT],
  [
    '8',
    ["Would pass the largest balance of the receiver's account.", 'charity', NEVER, 'not-taken', 'charity-account'],
  ],
  ['10', PAYER_ACCOUNT],
  ['11', PAYER_ACCOUNT],
  ['12', CHARITY_ACCOUNT],
  ['13', PAYER_ACCOUNT],
  ['17', ['The same amount twice from one payer within two minutes.', 'mpesa', wait(120), 'not-received', 'limit']],
  ['20', CHARITY_ACCOUNT],
  ['21', CHARITY_ACCOUNT],
  ['26', ['M-PESA is too busy.', 'mpesa', wait(30), 'not-received', 'busy']],
  ['1001', ['Another transaction is open on this number.', 'payer', wait(120), 'not-received', 'busy']],
  ['1019', EXPIRED],
  ['1025', NO_PROMPT],
  ['1031', CANCELLED],
  ['1032', CANCELLED],
  ['1036', NO_PROMPT],
  ['1037', ['The phone did not answer in time.', 'network', NOW, 'not-received', 'unreachable']],
  ['2001', ['The PIN was wrong.', 'payer', NOW, 'not-taken', 'wrong-pin']],
  ['2006', PAYER_ACCOUNT],
  ['2026', EXPIRED],
  ['2028', CHARITY_ACCOUNT],
  ['8006', ["The payer's M-PESA PIN is locked.", 'payer', NOW, 'not-taken', 'pin-locked']],
  ['9999', NO_PROMPT],
  [
    'SFC_IC0003',
    ['No such till or operator: the short code is set up wrongly.', 'charity', NEVER, 'not-taken', 'charity-account'],
  ],
  ['BW-JMS-100039', NO_PROMPT],
])

const STILL_PROCESSING: ResultCodeMeaning = {
  code: '4999',
  meaning: 'M-PESA is still working on it.',
  fault: 'nobody',
  advice: NEVER,
  money: 'unknown',
  failureReason: null,
  isKnown: true,
  isFinal: false,
}

/**
 * What an STK result code means. Numbers and text are the same code; any other code is answered too, as unknown.
 * @param code as in a callback (number) or a query (text), e.g. `1032`, `"1032"`, `"SFC_IC0003"`
 */
export function explainResultCode(code: string | number): ResultCodeMeaning {
  const text = String(code).trim()
  if (text === STILL_PROCESSING.code) return STILL_PROCESSING

  const row = ROWS.get(text) ?? (/^21\d\d$/.test(text) ? CHARITY_ACCOUNT : undefined)
  if (!row) {
    return {
      code: text,
      meaning: 'A code nobody has documented: not completed, reason unknown.',
      fault: 'mpesa',
      advice: wait(60),
      money: 'not-received',
      failureReason: 'unknown-code',
      isKnown: false,
      isFinal: false,
    }
  }
  const [meaning, fault, advice, money, failureReason] = row
  return { code: text, meaning, fault, advice, money, failureReason, isKnown: true, isFinal: true }
}

/** Every documented code, for pages, tests and documentation. */
export function listResultCodes(): ResultCodeMeaning[] {
  return [...ROWS.keys(), STILL_PROCESSING.code].map(explainResultCode)
}
