// A person pays from the phone's own menu (Lipa na M-PESA → Pay Bill), without any prompt.

import { checkPin } from '../charge.ts'
import { type Core, runStep } from '../core.ts'
import { startMenuPayment } from '../menu-payment.ts'
import { sendFailedMessage } from '../messages.ts'
import { findReceiver } from '../organisations.ts'
import { parseTypedNumber } from '../phone-number.ts'
import { toCallbackText } from '../result-codes.ts'
import { findSubscriber } from '../subscribers.ts'
import type { MenuPaymentOutcome } from '../tables.ts'
import { noNumber } from './look.ts'
import { done, invalid, type Outcome } from './outcome.ts'

/** What is typed into the menu. */
export interface PayBillRequest {
  readonly phoneNumber: string
  readonly shortCode: string
  /** Left out for a till. */
  readonly accountReference?: string
  readonly amountKes: number
  /** The right one when left out. */
  readonly pin?: string
}

/** What came of it. */
export interface PayBillAnswer extends MenuPaymentOutcome {
  readonly isPaid: boolean
  /** A sentence for the person at the phone. */
  readonly message: string
}

const MAX_REFERENCE_LENGTH = 20
const MAX_AMOUNT_KES = 999_999_999

/** Pays, after the organisation's validation where it has one. */
export async function payFromMenu(core: Core, request: unknown): Promise<Outcome<PayBillAnswer>> {
  const read = readRequest(request)
  if (!read.ok) return read
  return new Promise(resolve => {
    runStep(core, () => startPayment(core, read.value, outcome => resolve(done(toAnswer(outcome)))))
  })
}

function startPayment(core: Core, request: PayBillRequest, whenOver: (outcome: MenuPaymentOutcome) => void): void {
  const { phoneNumber, shortCode, amountKes } = request
  const receiver = findReceiver(core, shortCode)
  const pinProblem = checkPin(core, phoneNumber, request.pin ?? findSubscriber(core, phoneNumber).pin)
  if (pinProblem !== null) {
    sendFailedMessage(core, request, receiver?.organisation.name ?? shortCode, pinProblem)
    whenOver({ resultCode: pinProblem, receiptNumber: null })
    return
  }
  startMenuPayment(
    core,
    {
      source: 'paybill',
      phoneNumber,
      shortCode,
      accountReference: receiver?.isPayBill ? (request.accountReference ?? '') : '',
      amountKes,
      conversationId: core.identifiers.conversationId(core.agenda.nowMs()),
    },
    whenOver,
  )
}

function readRequest(request: unknown): Outcome<PayBillRequest> {
  if (typeof request !== 'object' || request === null) return invalid('the body must be a JSON object')
  const { phoneNumber, shortCode, accountReference = '', amountKes, pin } = request as Record<string, unknown>
  const number = parseTypedNumber(String(phoneNumber ?? ''))
  if (number === null) return noNumber(String(phoneNumber ?? ''))
  const code = String(shortCode ?? '').trim()
  const problems: string[] = []
  if (!/^\d{5,8}$/.test(code)) problems.push('"shortCode" must be 5 to 8 digits')
  const isReference = typeof accountReference === 'string' && accountReference.length <= MAX_REFERENCE_LENGTH
  if (!isReference) problems.push(`"accountReference" must be text of at most ${MAX_REFERENCE_LENGTH} characters`)
  const isAmount =
    typeof amountKes === 'number' && Number.isInteger(amountKes) && amountKes >= 1 && amountKes <= MAX_AMOUNT_KES
  if (!isAmount) problems.push('"amountKes" must be a whole number of shillings, at least 1')
  const isPin = pin === undefined || typeof pin === 'string'
  if (!isPin) problems.push('"pin" must be text, like "1234"')
  if (problems.length > 0 || !isReference || !isAmount || !isPin) return invalid(...problems)
  const typed = { phoneNumber: number, shortCode: code, accountReference: accountReference.trim(), amountKes }
  return done(pin === undefined ? typed : { ...typed, pin })
}

function toAnswer(outcome: MenuPaymentOutcome): PayBillAnswer {
  return { ...outcome, isPaid: outcome.receiptNumber !== null, message: toSentence(outcome) }
}

function toSentence({ resultCode, receiptNumber }: MenuPaymentOutcome): string {
  switch (resultCode) {
    case '0':
      return `Sent. The M-PESA code is ${receiptNumber}.`
    case '1':
      return 'There is not enough money in this M-PESA account.'
    case '2001':
      return 'Wrong PIN. Nothing was sent.'
    case '8006':
      return 'This M-PESA PIN is locked. Nothing was sent.'
    case 'no-receiver':
      return 'There is no business with this number. Nothing was sent.'
    case 'rejected':
      return 'The business did not accept this payment. Nothing was sent.'
    case 'busy':
      return 'M-PESA is very busy. Nothing was sent.'
    case 'reset':
      return 'The simulator was reset. Nothing was sent.'
    default:
      return `Nothing was sent: ${toCallbackText(resultCode)}`
  }
}
