// What the control API can look at. Nothing here changes anything.

import { MAX_LOGGED_CALLBACKS } from '../callbacks/callback-log.ts'
import type { Core } from '../core.ts'
import { parseTypedNumber } from '../phone-number.ts'
import { done, invalid, type Outcome } from './outcome.ts'
import {
  type CallbackView,
  type Ledger,
  type PhoneView,
  type PromptView,
  type ReceiptView,
  type SubscriberView,
  toCallbackView,
  toPhoneView,
  toPromptView,
  toReceiptView,
  toSubscriberView,
} from './views.ts'

/** Prompts on a screen now, oldest first. */
export function listOpenPrompts(core: Core): PromptView[] {
  const open: PromptView[] = []
  for (const checkoutRequestId of core.index.openPrompts.values()) {
    const prompt = core.store.rows.prompts.get(checkoutRequestId)
    if (prompt !== undefined) open.push(toPromptView(core, prompt))
  }
  return open
}

/** Every receipt, and every prompt ever shown, oldest first. */
export function readLedger(core: Core): Ledger {
  const { receipts, prompts } = walkLedger(core)
  return { receipts: [...receipts], prompts: [...prompts] }
}

/** The ledger of this moment, each entry made when it is looked at: a million of them need not exist at once. */
export function walkLedger(core: Core): { receipts: Iterable<ReceiptView>; prompts: Iterable<PromptView> } {
  const receipts = [...core.store.rows.receipts.values()]
  const prompts = [...core.store.rows.prompts.values()]
  return {
    receipts: mapEach(receipts, toReceiptView),
    prompts: mapEach(
      prompts.filter(({ isShown }) => isShown),
      prompt => toPromptView(core, prompt),
    ),
  }
}

/** Callbacks still to come, then the last ones posted or lost, newest first. */
export function listCallbacks(core: Core): CallbackView[] {
  const waiting = [...core.store.rows.waitingCallbacks.values()].slice(0, MAX_LOGGED_CALLBACKS)
  return [...waiting, ...core.callbackLog.newest(MAX_LOGGED_CALLBACKS)].map(toCallbackView)
}

export function lookAtSubscriber(core: Core, typedNumber: string): Outcome<SubscriberView> {
  const phoneNumber = parseTypedNumber(typedNumber)
  return phoneNumber === null ? noNumber(typedNumber) : done(toSubscriberView(core, phoneNumber))
}

export function lookAtPhone(core: Core, typedNumber: string): Outcome<PhoneView> {
  const phoneNumber = parseTypedNumber(typedNumber)
  return phoneNumber === null ? noNumber(typedNumber) : done(toPhoneView(core, phoneNumber))
}

function* mapEach<Row, View>(rows: readonly Row[], toView: (row: Row) => View): Generator<View> {
  for (const row of rows) yield toView(row)
}

/** Why a number is none. */
export function noNumber(typedNumber: string): Outcome<never> {
  return invalid(`"${typedNumber.slice(0, 30)}" is no M-PESA number; write it like 254700000001`)
}
