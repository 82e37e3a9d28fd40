// An accepted push becomes a prompt on a phone, or fails before it gets there.
//
//   accepted ──► open ──► paid | cancelled | wrong-pin | insufficient-funds | failed   somebody answered
//       │          └────► unanswered                                                  it rang out: 1037
//       └──► processing ► failed                                                      it never reached the phone

import { type Core, runLater } from '../core.ts'
import { rememberTill } from '../organisations.ts'
import { maskForPeople } from '../phone-number.ts'
import { findSubscriber } from '../subscribers.ts'
import type { Organisation, Prompt } from '../tables.ts'
import { actOnPrompt, failPrompt, ringOut } from './answer-prompt.ts'
import { actionOf, habitDelayMs } from './habits.ts'
import { toPromptText } from './prompt-text.ts'

/** What a push asks for, checked. */
export interface AcceptedPush {
  readonly phoneNumber: string
  readonly amountKes: number
  readonly shortCode: string
  readonly businessShortCode: string
  readonly isPayBill: boolean
  readonly accountReference: string
  readonly description: string
  readonly callbackUrl: string
}

/** Nobody at the phone: the callback came 26 s after the push, three times out of three. */
export const IGNORED_AFTER_MS = 26_000
/** Somebody might still answer: payments up to 72 s after their push are on record, 95 % come within 32 s. */
export const OPEN_FOR_MS = 60_000
/** A push that cannot reach the phone fails this long after it was accepted. */
const FAILS_AFTER_MS = 1_500

/**
 * Makes the checkout request and puts its prompt on the phone.
 * @param obstacle the result code it fails with before anybody sees it; null where it can be shown
 */
export function openPrompt(
  core: Core,
  push: AcceptedPush,
  organisation: Organisation,
  obstacle: string | null,
): Prompt {
  const nowMs = core.agenda.nowMs()
  const subscriber = findSubscriber(core, push.phoneNumber)
  const action = actionOf(subscriber.behaviour)
  const actsAtMs = action === null ? null : nowMs + habitDelayMs(subscriber)
  const patienceMs = subscriber.behaviour === 'ignores' ? IGNORED_AFTER_MS : OPEN_FOR_MS
  const prompt: Prompt = {
    ...push,
    checkoutRequestId: makeCheckoutRequestId(core, push.phoneNumber),
    merchantRequestId: core.identifiers.merchantRequestId(),
    state: obstacle === null ? 'open' : 'processing',
    isShown: obstacle === null,
    createdAtMs: nowMs,
    // Whoever takes longer than that has a phone that waits for them.
    expiresAtMs: Math.max(nowMs + patienceMs, actsAtMs ?? 0),
    actsAtMs: obstacle === null ? actsAtMs : null,
    behaviour: subscriber.behaviour,
    resultCode: obstacle,
    receiptNumber: null,
    completedAtMs: null,
  }
  core.store.put('prompts', prompt.checkoutRequestId, prompt)
  if (prompt.isShown) {
    if (!push.isPayBill) rememberTill(core, push.shortCode, organisation)
    core.index.openPrompts.set(prompt.phoneNumber, prompt.checkoutRequestId)
    tellShown(core, prompt, organisation.name)
  }
  resumePrompt(core, prompt)
  return prompt
}

/** Puts what happens next to an unfinished prompt on the agenda, after a restart too. */
export function resumePrompt(core: Core, prompt: Prompt): void {
  const { checkoutRequestId } = prompt
  const action = actionOf(prompt.behaviour)
  if (prompt.state === 'processing') {
    runLater(core, prompt.createdAtMs + FAILS_AFTER_MS, () => failPrompt(core, checkoutRequestId))
  } else if (prompt.actsAtMs !== null && action !== null) {
    runLater(core, prompt.actsAtMs, () => {
      // A person may have decided otherwise in the meantime.
      const isStillTheHabit = core.store.rows.prompts.get(checkoutRequestId)?.actsAtMs === prompt.actsAtMs
      if (isStillTheHabit) actOnPrompt(core, checkoutRequestId, action, null)
    })
  } else {
    runLater(core, prompt.expiresAtMs, () => ringOut(core, checkoutRequestId))
  }
}

/** The person leaves the phone lying: it rings out 26 s after the push, or now where that is over. */
export function ignorePrompt(core: Core, prompt: Prompt): Prompt {
  const ignored: Prompt = {
    ...prompt,
    behaviour: 'ignores',
    actsAtMs: null,
    expiresAtMs: Math.max(core.agenda.nowMs(), prompt.createdAtMs + IGNORED_AFTER_MS),
  }
  core.store.put('prompts', ignored.checkoutRequestId, ignored)
  resumePrompt(core, ignored)
  core.events.tell(
    'prompt-answered',
    () => `Nobody looks at the phone ${maskForPeople(prompt.phoneNumber)}.`,
    prompt.phoneNumber,
  )
  return ignored
}

/** Ids hold the millisecond and the number; the same phone again in the same millisecond gets the next free one. */
function makeCheckoutRequestId(core: Core, phoneNumber: string): string {
  for (let ms = core.agenda.nowMs(); ; ms += 1) {
    const id = core.identifiers.checkoutRequestId(ms, phoneNumber)
    if (!core.store.rows.prompts.has(id)) return id
  }
}

function tellShown(core: Core, prompt: Prompt, organisationName: string): void {
  core.events.tell(
    'prompt-opened',
    () => `The phone ${maskForPeople(prompt.phoneNumber)} shows: ${toPromptText(prompt, organisationName)}.`,
    prompt.phoneNumber,
  )
}
