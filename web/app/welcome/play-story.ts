// Plays one story: a gift of KSh 500 from an invented phone, answered the way the story goes.

import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PhoneNumber, Shillings } from '@harambee/daraja'
import type { Payment, PaymentId } from '@harambee/payments'
import { engine } from '../../server/engine.ts'
import { createPaymentId } from '../../server/payment-ids.ts'
import { answerPrompt, underFaults } from './simulator-control.ts'
import { STORY_PLAYS, type Story } from './stories.ts'

const AMOUNT_KES = 500 as Shillings
/** Long enough to see the prompt come, short enough to stay for it. */
const LOOK_AT_PROMPT_MS = 2_500
/** Stories at once; more are somebody's script. */
const MAX_PLAYING = 8
/** One phone per story, so that no story waits for another's prompt. */
const FIRST_PHONE = 10_000
const LAST_PHONE = 99_999

let playing = 0

/**
 * Begins a story; it goes on by itself.
 * @param giver the cookie of the browser that watches, so that it sees the receipt
 * @returns the payment to watch; null where too many are being played or there is no campaign
 */
export async function playStory(story: Story, campaign: string, giver: string): Promise<PaymentId | null> {
  if (playing >= MAX_PLAYING) return null
  const request = await engine().requestPayment({
    id: createPaymentId(),
    campaign,
    amountKes: AMOUNT_KES,
    phoneNumber: `2547000${randomInt(FIRST_PHONE, LAST_PHONE)}` as PhoneNumber,
    giver,
    // The demo's own doing.
    peerAddress: null,
  })
  if (request.outcome === 'refused') return null
  if (request.outcome === 'requested') {
    playing += 1
    goOn(story, request.pushed)
      .catch(error =>
        engine().ports.log.warn('a story could not be played to its end', {
          story,
          error: error instanceof Error ? error.message : '',
        }),
      )
      .finally(() => {
        playing -= 1
      })
  }
  return request.payment.id
}

async function goOn(story: Story, pushed: Promise<Payment>): Promise<void> {
  const { checkoutRequestId } = await pushed
  if (checkoutRequestId === null) throw new Error('the simulator did not take the push')
  await sleep(LOOK_AT_PROMPT_MS)
  const { action, faults } = STORY_PLAYS[story]
  // The fate of a callback is decided the moment the prompt is answered, so the weather changes for that moment only.
  await underFaults(faults, () => answerPrompt(engine().sealer.reveal(checkoutRequestId), action))
}
