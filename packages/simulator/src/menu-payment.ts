// Payments nobody prompted: from the phone's own menu, or C2B simulation. The organisation is asked first (validation)
// where it registered addresses, and told afterwards (confirmation).

import { buildC2bBody } from './callbacks/c2b-body.ts'
import { postCallback, UNTOUCHED, writeDownCallback } from './callbacks/send-callback.ts'
import { findRegistration, phoneFormatFor, sendConfirmation } from './callbacks/send-confirmation.ts'
import { findObstacle, isLedgerFull, makeReceiptNumber, movePayment } from './charge.ts'
import { type Core, runLater } from './core.ts'
import { sendFailedMessage, sendPaidMessage } from './messages.ts'
import { toReadableAmount } from './money.ts'
import { findReceiver } from './organisations.ts'
import { maskForPeople } from './phone-number.ts'
import type { CallbackAnswer } from './ports.ts'
import type { C2bRegistration, MenuPaymentOutcome, PendingPayment } from './tables.ts'

/** What a person types into the menu, or a C2B simulation names. The PIN has been checked. */
export interface MenuPayment {
  readonly source: PendingPayment['source']
  readonly phoneNumber: string
  /** PayBill or till. */
  readonly shortCode: string
  readonly accountReference: string
  readonly amountKes: number
  readonly conversationId: string
}

/** An organisation that does not answer the validation by then gets what its ResponseType says. */
const VALIDATION_TIMEOUT_MS = 8_000
/** Payments that wait for validation at once. */
const MAX_PENDING_PAYMENTS = 10_000
/** Of what a validation may send back to be echoed in the confirmation. */
const MAX_THIRD_PARTY_ID_LENGTH = 64

/** Starts a payment. `whenOver` is called once, at once where nobody has to be asked. */
export function startMenuPayment(
  core: Core,
  payment: MenuPayment,
  whenOver: (outcome: MenuPaymentOutcome) => void,
): void {
  const outcome = begin(core, payment)
  if ('resultCode' in outcome) {
    whenOver(outcome)
    return
  }
  core.index.paymentWaiters.set(outcome.receiptNumber, whenOver)
  resumeValidation(core, outcome)
}

/** The outcome, or a payment that waits for the organisation's word. */
function begin(core: Core, payment: MenuPayment): MenuPaymentOutcome | PendingPayment {
  const receiver = findReceiver(core, payment.shortCode)
  if (receiver === undefined) return notPaid('no-receiver')
  const isFull = isLedgerFull(core) || core.store.rows.pendingPayments.size >= MAX_PENDING_PAYMENTS
  if (isFull) return notPaid('busy')

  const obstacle = findObstacle(core, payment, receiver.organisation)
  if (obstacle !== null) {
    sendFailedMessage(core, payment, receiver.organisation.name, obstacle)
    return notPaid(obstacle)
  }
  const started = {
    ...payment,
    receiptNumber: makeReceiptNumber(core),
    isPayBill: receiver.isPayBill,
    startedAtMs: core.agenda.nowMs(),
  }
  const registration = findRegistration(core, payment.shortCode)
  if (registration === undefined) return complete(core, started, '')

  const pending: PendingPayment = { ...started, callbackId: writeDownValidation(core, started, registration) }
  core.store.put('pendingPayments', pending.receiptNumber, pending)
  return pending
}

/** Puts a written-down validation on the agenda, after a restart too. */
export function resumeValidation(core: Core, pending: PendingPayment): void {
  const waiting = core.store.rows.waitingCallbacks.get(pending.callbackId)
  runLater(core, waiting?.dueAtMs ?? core.agenda.nowMs(), () =>
    postCallback(core, pending.callbackId, VALIDATION_TIMEOUT_MS, (posted, answer) => {
      core.store.remove('waitingCallbacks', posted.id)
      core.store.remove('pendingPayments', pending.receiptNumber)
      const outcome = finishValidation(core, pending, answer)
      const whenOver = core.index.paymentWaiters.get(pending.receiptNumber)
      core.index.paymentWaiters.delete(pending.receiptNumber)
      whenOver?.(outcome)
    }),
  )
}

function writeDownValidation(
  core: Core,
  started: Omit<PendingPayment, 'callbackId'>,
  registration: C2bRegistration,
): string {
  const facts = { ...started, atMs: started.startedAtMs, organisationBalanceKes: null, thirdPartyId: '' }
  const waiting = writeDownCallback(core, {
    kind: 'c2b-validation',
    checkoutRequestId: null,
    url: registration.validationUrl,
    shortCode: started.shortCode,
    body: buildC2bBody(facts, phoneFormatFor(core, registration)),
    dueAtMs: core.agenda.nowMs(),
    ...UNTOUCHED,
  })
  return waiting.id
}

function finishValidation(core: Core, pending: PendingPayment, answer: CallbackAnswer): MenuPaymentOutcome {
  const receiver = findReceiver(core, pending.shortCode)
  if (receiver === undefined) return notPaid('no-receiver')
  const { organisation } = receiver

  const verdict = readVerdict(answer)
  const isAccepted =
    verdict === null
      ? findRegistration(core, pending.shortCode)?.responseType !== 'Cancelled'
      : verdict.resultCode === '0'
  // Half of the balance may have gone elsewhere while the organisation was thinking.
  const obstacle = isAccepted ? findObstacle(core, pending, organisation) : 'rejected'
  if (obstacle === null) return complete(core, pending, verdict?.thirdPartyId ?? '')

  sendFailedMessage(core, pending, organisation.name, obstacle)
  return notPaid(obstacle)
}

function complete(core: Core, payment: Omit<PendingPayment, 'callbackId'>, thirdPartyId: string): MenuPaymentOutcome {
  const organisation = findReceiver(core, payment.shortCode)?.organisation
  if (organisation === undefined) return notPaid('no-receiver')
  const receipt = movePayment(
    core,
    {
      receiptNumber: payment.receiptNumber,
      source: payment.source,
      amountKes: payment.amountKes,
      phoneNumber: payment.phoneNumber,
      shortCode: payment.shortCode,
      isPayBill: payment.isPayBill,
      accountReference: payment.accountReference,
      checkoutRequestId: null,
      conversationId: payment.conversationId,
    },
    organisation,
  )
  sendPaidMessage(core, receipt, organisation.name)
  core.events.tell(
    'payment',
    () =>
      `${toReadableAmount(receipt.amountKes)} moved from ${maskForPeople(receipt.phoneNumber)} to ` +
      `${organisation.name}, from the phone's menu: receipt ${receipt.receiptNumber}.`,
    receipt.phoneNumber,
  )
  sendConfirmation(core, receipt, thirdPartyId)
  return { resultCode: '0', receiptNumber: receipt.receiptNumber }
}

function notPaid(resultCode: string): MenuPaymentOutcome {
  return { resultCode, receiptNumber: null }
}

/** What the organisation said; null where it said nothing readable. */
function readVerdict(answer: CallbackAnswer): { resultCode: string; thirdPartyId: string } | null {
  if (answer === 'failed' || answer.status < 200 || answer.status > 299) return null
  let value: unknown
  try {
    value = JSON.parse(answer.body)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { ResultCode, ThirdPartyTransID } = value as Record<string, unknown>
  if (typeof ResultCode !== 'string' && typeof ResultCode !== 'number') return null
  const thirdPartyId = typeof ThirdPartyTransID === 'string' ? ThirdPartyTransID : ''
  return { resultCode: String(ResultCode), thirdPartyId: thirdPartyId.slice(0, MAX_THIRD_PARTY_ID_LENGTH) }
}
