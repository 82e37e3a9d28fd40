// What the control API shows: rows as JSON people can script against. Times are ISO-8601 UTC by the simulator's clock.

import type { LoggedCallback } from '../callbacks/callback-log.ts'
import type { Core } from '../core.ts'
import { listMessages } from '../messages.ts'
import { findOrganisation } from '../organisations.ts'
import { inventName } from '../phone-number.ts'
import { toPromptText } from '../prompts/prompt-text.ts'
import { findSubscriber } from '../subscribers.ts'
import type { Behaviour, CallbackKind, Prompt, PromptState, Receipt, WaitingCallback } from '../tables.ts'

/** A prompt, open or over. */
export interface PromptView {
  readonly checkoutRequestId: string
  readonly phoneNumber: string
  readonly amountKes: number
  /** Who gets the money: PayBill or till. */
  readonly shortCode: string
  readonly accountReference: string
  readonly state: PromptState
  readonly createdAt: string
  readonly merchantRequestId: string
  /** What the screen says. */
  readonly text: string
  /** When it rings out by itself. */
  readonly expiresAt: string
  readonly resultCode: string | null
  readonly receiptNumber: string | null
  readonly completedAt: string | null
}

/** Money that moved. */
export interface ReceiptView {
  readonly receiptNumber: string
  readonly amountKes: number
  readonly phoneNumber: string
  readonly shortCode: string
  readonly accountReference: string
  readonly checkoutRequestId: string | null
  readonly completedAt: string
  readonly source: Receipt['source']
  readonly reversedBy: string | null
}

/** The truth. */
export interface Ledger {
  readonly receipts: readonly ReceiptView[]
  readonly prompts: readonly PromptView[]
}

/** A phone's owner. */
export interface SubscriberView {
  readonly phoneNumber: string
  readonly name: string
  readonly pin: string
  readonly balanceKes: number
  readonly behaviour: Behaviour
  readonly delayMs: number | null
  readonly isLocked: boolean
}

/** What lies on a phone's screen and in its inbox. */
export interface PhoneView extends SubscriberView {
  /** The simulator's time. */
  readonly now: string
  readonly prompt: PromptView | null
  /** Oldest first. */
  readonly messages: readonly { readonly at: string; readonly text: string; readonly from?: string }[]
}

/** A POST to an organisation, made, lost or still to come. */
export interface CallbackView {
  readonly id: string
  readonly state: 'waiting' | 'posted' | 'lost'
  readonly kind: CallbackKind
  readonly checkoutRequestId: string | null
  readonly url: string
  readonly body: string
  /** When it was posted, or is due. */
  readonly at: string
  /** HTTP status of the answer; null where none came (yet). */
  readonly status: number | null
  readonly attempt: number
  readonly isDuplicate: boolean
  readonly isConflicting: boolean
  readonly isMalformed: boolean
  readonly resentFrom: string | null
}

export function toPromptView(core: Core, prompt: Prompt): PromptView {
  return {
    checkoutRequestId: prompt.checkoutRequestId,
    phoneNumber: prompt.phoneNumber,
    amountKes: prompt.amountKes,
    shortCode: prompt.shortCode,
    accountReference: prompt.accountReference,
    state: prompt.state,
    createdAt: toIso(prompt.createdAtMs),
    merchantRequestId: prompt.merchantRequestId,
    text: toPromptText(prompt, findOrganisation(core, prompt.businessShortCode)?.name ?? prompt.shortCode),
    expiresAt: toIso(prompt.expiresAtMs),
    resultCode: prompt.resultCode,
    receiptNumber: prompt.receiptNumber,
    completedAt: prompt.completedAtMs === null ? null : toIso(prompt.completedAtMs),
  }
}

export function toReceiptView(receipt: Receipt): ReceiptView {
  return {
    receiptNumber: receipt.receiptNumber,
    amountKes: receipt.amountKes,
    phoneNumber: receipt.phoneNumber,
    shortCode: receipt.shortCode,
    accountReference: receipt.accountReference,
    checkoutRequestId: receipt.checkoutRequestId,
    completedAt: toIso(receipt.completedAtMs),
    source: receipt.source,
    reversedBy: receipt.reversedBy,
  }
}

export function toSubscriberView(core: Core, phoneNumber: string): SubscriberView {
  const { pin, balanceKes, behaviour, delayMs, isLocked } = findSubscriber(core, phoneNumber)
  const name = inventName(phoneNumber)
  return { phoneNumber, name: `${name.first} ${name.last}`, pin, balanceKes, behaviour, delayMs, isLocked }
}

export function toPhoneView(core: Core, phoneNumber: string): PhoneView {
  const prompt = core.store.rows.prompts.get(core.index.openPrompts.get(phoneNumber) ?? '')
  return {
    ...toSubscriberView(core, phoneNumber),
    now: toIso(core.agenda.nowMs()),
    prompt: prompt === undefined ? null : toPromptView(core, prompt),
    messages: listMessages(core, phoneNumber).map(({ atMs, text, from }) => ({
      at: toIso(atMs),
      text,
      ...(from !== undefined && { from }),
    })),
  }
}

export function toCallbackView(callback: WaitingCallback | LoggedCallback): CallbackView {
  const isOver = 'atMs' in callback
  const { id, kind, checkoutRequestId, url, body, attempt } = callback
  const { isDuplicate, isConflicting, isMalformed, resentFrom } = callback
  return {
    id,
    state: isOver ? (callback.isLost ? 'lost' : 'posted') : 'waiting',
    kind,
    checkoutRequestId,
    url,
    body,
    at: toIso(isOver ? callback.atMs : callback.dueAtMs),
    status: isOver ? callback.status : null,
    attempt,
    isDuplicate,
    isConflicting,
    isMalformed,
    resentFrom,
  }
}

function toIso(ms: number): string {
  return new Date(ms).toISOString()
}
