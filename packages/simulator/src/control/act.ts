// What the control API can do: everything a person with the phone in their hand, or Safaricom's weather, could.

import { MAX_LOGGED_CALLBACKS } from '../callbacks/callback-log.ts'
import { enqueueCallback, UNTOUCHED } from '../callbacks/send-callback.ts'
import { type Core, currentFaults } from '../core.ts'
import { changeFaults, type Faults } from '../faults.ts'
import { maskForPeople, parseTypedNumber } from '../phone-number.ts'
import { actOnPrompt } from '../prompts/answer-prompt.ts'
import { ignorePrompt } from '../prompts/open-prompt.ts'
import { changeSubscriber, saveSubscriber } from '../subscribers.ts'
import { noNumber } from './look.ts'
import { conflict, done, invalid, notFound, type Outcome } from './outcome.ts'
import {
  type CallbackView,
  type PromptView,
  type SubscriberView,
  toCallbackView,
  toPromptView,
  toSubscriberView,
} from './views.ts'

/** What a person can do with a prompt. */
export type HandAction = 'pay' | 'cancel' | 'ignore' | 'wrong-pin'
/** Phones that differ from the default. */
const MAX_SUBSCRIBERS = 2_000_000

const HAND_ACTIONS: readonly HandAction[] = ['pay', 'cancel', 'ignore', 'wrong-pin']

/** Answers an open prompt by hand. */
export function answerByHand(
  core: Core,
  checkoutRequestId: string,
  action: unknown,
  pin: unknown,
): Outcome<PromptView> {
  const known = HAND_ACTIONS.find(name => name === action)
  if (known === undefined) return invalid(`"action" must be one of ${HAND_ACTIONS.join(', ')}`)
  if (pin !== undefined && typeof pin !== 'string') return invalid('"pin" must be text, like "1234"')
  const prompt = core.store.rows.prompts.get(checkoutRequestId)
  if (prompt === undefined) return notFound('There is no such prompt; GET /_sim/prompts lists the open ones.')
  if (prompt.state !== 'open') return conflict(`This prompt is not open any more, it is ${prompt.state}.`)

  if (known === 'ignore') ignorePrompt(core, prompt)
  else actOnPrompt(core, checkoutRequestId, known, pin ?? null)
  return done(toPromptView(core, core.store.rows.prompts.get(checkoutRequestId) ?? prompt))
}

/** Merges a change into a subscriber. */
export function setSubscriber(
  core: Core,
  typedNumber: string,
  change: Record<string, unknown>,
): Outcome<SubscriberView> {
  const phoneNumber = parseTypedNumber(typedNumber)
  if (phoneNumber === null) return noNumber(typedNumber)
  const { subscriber, problems } = changeSubscriber(core, phoneNumber, change)
  if (problems.length > 0) return invalid(...problems)
  const { subscribers } = core.store.rows
  if (subscribers.size >= MAX_SUBSCRIBERS && !subscribers.has(phoneNumber)) {
    return conflict('There are too many phones; POST /_sim/reset starts over.')
  }
  saveSubscriber(core, subscriber)
  core.events.tell('subscriber', () => `The phone ${maskForPeople(phoneNumber)} was set up.`, phoneNumber)
  return done(toSubscriberView(core, phoneNumber))
}

/** Merges a change into the weather. */
export function setFaults(core: Core, change: Record<string, unknown>): Outcome<Faults> {
  const { faults, problems } = changeFaults(currentFaults(core), change)
  if (problems.length > 0) return invalid(...problems)
  core.store.put('faults', 'now', faults)
  core.events.tell('faults', () => 'The weather at Safaricom changed.')
  return done(faults)
}

/** Posts an earlier callback again, as it was, whatever the weather. */
export function resendCallback(core: Core, id: string): Outcome<CallbackView> {
  const earlier = core.callbackLog.newest(MAX_LOGGED_CALLBACKS).find(callback => callback.id === id)
  if (earlier === undefined) {
    return notFound(`There is no callback ${id.slice(0, 20)} among the last ones; GET /_sim/callbacks lists them.`)
  }
  if (earlier.kind === 'c2b-validation')
    return conflict('A validation is a question of one moment; it cannot be repeated.')
  const { kind, checkoutRequestId, url, shortCode, body } = earlier
  const dueAtMs = core.agenda.nowMs()
  return done(
    toCallbackView(
      enqueueCallback(core, { kind, checkoutRequestId, url, shortCode, body, dueAtMs, ...UNTOUCHED, resentFrom: id }),
    ),
  )
}
