// A prompt ends: somebody typed a PIN or pressed Cancel, nobody did anything, or it never reached the phone. The one
// place where prompts become results.

import { sendCallback } from '../callbacks/send-callback.ts'
import { sendConfirmation } from '../callbacks/send-confirmation.ts'
import { buildStkCallback, type StkOutcome } from '../callbacks/stk-callback.ts'
import { checkPin, findObstacle, makeReceiptNumber, movePayment } from '../charge.ts'
import { type Core, currentFaults, faultStrikes } from '../core.ts'
import { sendFailedMessage, sendPaidMessage } from '../messages.ts'
import { toReadableAmount } from '../money.ts'
import { findOrganisation } from '../organisations.ts'
import { maskForPeople } from '../phone-number.ts'
import { toQueryText } from '../result-codes.ts'
import { findSubscriber } from '../subscribers.ts'
import type { Organisation, Prompt, PromptState, Receipt } from '../tables.ts'
import type { PromptAnswer } from './habits.ts'

/** With `strict.repeatedAmounts`: the same amount again within this time of a success is refused. */
const REPEAT_WINDOW_MS = 120_000

const STATES: Readonly<Record<string, PromptState>> = {
  '0': 'paid',
  '1': 'insufficient-funds',
  '1032': 'cancelled',
  '1037': 'unanswered',
  '2001': 'wrong-pin',
}

/**
 * Does what a person does with an open prompt; nothing where it is not open any more.
 * @param pin what was typed, with `pay`; null for the right one
 */
export function actOnPrompt(core: Core, checkoutRequestId: string, action: PromptAnswer, pin: string | null): void {
  const prompt = findOpen(core, checkoutRequestId)
  const organisation = prompt && findOrganisation(core, prompt.businessShortCode)
  if (prompt === undefined || organisation === undefined) return
  tellAction(core, prompt, action)

  const resultCode = action === 'cancel' ? '1032' : findRefusal(core, prompt, action, pin, organisation)
  if (resultCode === null) pay(core, prompt, organisation)
  else refusePayment(core, prompt, organisation, resultCode)
}

/** Nobody answered in time. */
export function ringOut(core: Core, checkoutRequestId: string): void {
  const prompt = findOpen(core, checkoutRequestId)
  // An earlier ring-out that was put off is still on the agenda.
  if (prompt === undefined || prompt.expiresAtMs > core.agenda.nowMs()) return
  finishPrompt(core, prompt, '1037', null)
}

/** A push that could not be shown gets the result code it was accepted with. */
export function failPrompt(core: Core, checkoutRequestId: string): void {
  const prompt = core.store.rows.prompts.get(checkoutRequestId)
  if (prompt?.state === 'processing') finishPrompt(core, prompt, prompt.resultCode ?? '1025', null)
}

function findOpen(core: Core, checkoutRequestId: string): Prompt | undefined {
  const prompt = core.store.rows.prompts.get(checkoutRequestId)
  return prompt?.state === 'open' ? prompt : undefined
}

function findRefusal(
  core: Core,
  prompt: Prompt,
  action: PromptAnswer,
  pin: string | null,
  organisation: Organisation,
): string | null {
  const typed = action === 'wrong-pin' ? null : (pin ?? findSubscriber(core, prompt.phoneNumber).pin)
  const pinProblem = checkPin(core, prompt.phoneNumber, typed)
  if (pinProblem !== null) return pinProblem
  if (action === 'no-funds') return '1'
  if (core.strict.repeatedAmounts && isRepeated(core, prompt)) return '17'
  return findObstacle(core, prompt, organisation)
}

function pay(core: Core, prompt: Prompt, organisation: Organisation): void {
  const receipt = charge(core, prompt, organisation)
  sendPaidMessage(core, receipt, organisation.name)
  finishPrompt(core, prompt, '0', receipt)
  sendConfirmation(core, receipt, '')
}

function refusePayment(core: Core, prompt: Prompt, organisation: Organisation, resultCode: string): void {
  sendFailedMessage(core, prompt, organisation.name, resultCode)
  finishPrompt(core, prompt, resultCode, null)
}

function isRepeated(core: Core, prompt: Prompt): boolean {
  const numbers = core.index.receiptsByShortCode.get(prompt.shortCode) ?? []
  const sinceMs = core.agenda.nowMs() - REPEAT_WINDOW_MS
  for (let place = numbers.length - 1; place >= 0; place -= 1) {
    const receipt = core.store.rows.receipts.get(numbers[place] ?? '')
    if (receipt === undefined || receipt.completedAtMs < sinceMs) return false
    if (receipt.phoneNumber === prompt.phoneNumber && receipt.amountKes === prompt.amountKes) return true
  }
  return false
}

function charge(core: Core, prompt: Prompt, organisation: Organisation): Receipt {
  const receipt = movePayment(
    core,
    {
      receiptNumber: makeReceiptNumber(core),
      source: 'stk',
      amountKes: prompt.amountKes,
      phoneNumber: prompt.phoneNumber,
      shortCode: prompt.shortCode,
      isPayBill: prompt.isPayBill,
      accountReference: prompt.accountReference,
      checkoutRequestId: prompt.checkoutRequestId,
      conversationId: prompt.merchantRequestId,
    },
    organisation,
  )
  core.events.tell(
    'payment',
    () =>
      `${toReadableAmount(receipt.amountKes)} moved from ${maskForPeople(receipt.phoneNumber)} to ` +
      `${organisation.name}: receipt ${receipt.receiptNumber}.`,
    receipt.phoneNumber,
  )
  return receipt
}

function finishPrompt(core: Core, prompt: Prompt, resultCode: string, receipt: Receipt | null): void {
  const finished: Prompt = {
    ...prompt,
    state: STATES[resultCode] ?? 'failed',
    resultCode,
    receiptNumber: receipt?.receiptNumber ?? null,
    completedAtMs: core.agenda.nowMs(),
  }
  core.store.put('prompts', finished.checkoutRequestId, finished)
  if (core.index.openPrompts.get(finished.phoneNumber) === finished.checkoutRequestId) {
    core.index.openPrompts.delete(finished.phoneNumber)
  }
  core.events.tell(
    'prompt-closed',
    () => `The request to ${maskForPeople(finished.phoneNumber)} ended with ${resultCode}: ${toQueryText(resultCode)}`,
    finished.phoneNumber,
  )
  sendResult(core, finished, receipt)
}

function sendResult(core: Core, prompt: Prompt, receipt: Receipt | null): void {
  const style = () => ({
    phoneFormat: currentFaults(core).phoneFormat,
    codeAsText: faultStrikes(core, 'resultCodeAsString'),
  })
  const outcome: StkOutcome = {
    merchantRequestId: prompt.merchantRequestId,
    checkoutRequestId: prompt.checkoutRequestId,
    resultCode: prompt.resultCode ?? '0',
    paid: receipt,
  }
  sendCallback(core, {
    kind: 'stk',
    checkoutRequestId: prompt.checkoutRequestId,
    url: prompt.callbackUrl,
    shortCode: prompt.businessShortCode,
    body: buildStkCallback(outcome, style()),
    contradict: () => buildStkCallback(contradict(core, outcome), style()),
  })
}

/**
 * Another result for the same request, as three recorded ones had: another failure code, another MerchantRequestID.
 * Never a success that did not happen: no log shows M-PESA inventing money.
 */
function contradict(core: Core, outcome: StkOutcome): StkOutcome {
  const resultCode = outcome.paid === null && outcome.resultCode !== '1019' ? '1019' : '1037'
  return { ...outcome, merchantRequestId: core.identifiers.requestId(), resultCode, paid: null }
}

function tellAction(core: Core, prompt: Prompt, action: PromptAnswer): void {
  const what = action === 'cancel' ? 'pressed Cancel' : 'entered a PIN'
  core.events.tell(
    'prompt-answered',
    () => `The phone ${maskForPeople(prompt.phoneNumber)} ${what}.`,
    prompt.phoneNumber,
  )
}
