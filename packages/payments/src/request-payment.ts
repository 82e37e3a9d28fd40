// Asks a donor's phone for money: first the row, then the push, then what came of the push. Whatever dies in between,
// the row is there, and a push whose effect is unknown is never sent again.

import type { Daraja, PhoneNumber, StkPushAnswer } from '@harambee/daraja'
import { applyReport } from './apply-report.ts'
import { type BeginContext, beginPayment, PROMPT_OPEN_MS } from './begin-payment.ts'
import { type CallbackTokens, toCallbackUrl } from './callback-url.ts'
import { toFailureReason } from './failure-reason.ts'
import { toErrorText } from './log.ts'
import type { Payment } from './payment.ts'
import { type PaymentIntent, type Refusal, refused } from './payment-intent.ts'
import { findPayment } from './queries/find-payment.ts'
import { findPhoneNumber } from './queries/find-phone-number.ts'
import { listDonationPayments } from './queries/list-donation-payments.ts'
import type { Reconciler } from './reconcile.ts'
import type { Sealer } from './sealing.ts'
import type { PushReport } from './status-report.ts'

export type PaymentRequest =
  /** The row is stored and the push under way; `pushed` resolves with what came of it and never rejects. */
  | { readonly outcome: 'requested'; readonly payment: Payment; readonly pushed: Promise<Payment> }
  /** This was asked before: the same payment, and no second prompt. */
  | { readonly outcome: 'known'; readonly payment: Payment }
  | Refusal

/** What requesting needs of the engine. */
export interface RequestContext extends BeginContext {
  readonly daraja: Daraja
  readonly tokens: CallbackTokens
  readonly reconciler: Reconciler
  readonly callbackBase: string
}

/** A push's answer is tried to be stored for a quarter of an hour: with it go the ids by which Daraja can be asked. */
const STORE_AGAIN_AFTER_MS = [100, 500, 2_000, 5_000, 15_000, 30_000, 60_000, 120_000, 240_000, 420_000] as const

/** The description Daraja wants beside the account reference. */
const DESCRIPTION = 'Donation'

/**
 * Stores the intent and sends the push. Resolves once the row is durable.
 * @throws {Error} only where the database does not take the row: then nobody was asked
 */
export async function requestPayment(context: RequestContext, intent: PaymentIntent): Promise<PaymentRequest> {
  const earlier = intent.retryOf ? await findPayment(context.database.kysely, intent.retryOf) : null
  const obstacle = earlier ? await findObstacle(context, earlier) : null
  if (obstacle) return obstacle

  const phoneNumber =
    intent.phoneNumber ?? (await findPhoneNumber(context.database.kysely, context.sealer, intent.retryOf))
  if (!phoneNumber) return refused('no-phone', null)

  const begun = await beginPayment(context, { ...intent, phoneNumber, earlier })
  if (begun.outcome !== 'begun') return begun
  const { payment } = begun
  context.ports.reach('payment-stored')
  context.ports.log.story(
    `Somebody gives KSh ${payment.amountKes} to ${payment.campaign} from ${payment.phoneMasked}. The intent is stored; now Safaricom is asked to prompt the phone.`,
    { paymentId: payment.id },
  )
  return { outcome: 'requested', payment, pushed: push(context, payment, phoneNumber) }
}

/** A retry is offered only when the last attempt is final, or old enough and, freshly asked, not being processed. */
async function findObstacle(context: RequestContext, earlier: Payment): Promise<PaymentRequest | null> {
  const attempts = await listDonationPayments(context.database.kysely, earlier.donationId)
  const paid = attempts.find(attempt => attempt.status === 'succeeded')
  if (paid) return { outcome: 'known', payment: paid }

  for (const attempt of attempts.filter(({ status }) => status === 'created' || status === 'pending')) {
    if (context.ports.nowMs() < attempt.createdAtMs + PROMPT_OPEN_MS) return { outcome: 'known', payment: attempt }
    if (attempt.checkoutRequestId === null) continue
    const asked = await context.reconciler.ask(attempt)
    if (asked.status === 'succeeded') return { outcome: 'known', payment: asked }
    if (asked.status === 'pending') return refused('still-checking', asked)
  }
  return null
}

/** Sends the push, once, and applies its answer. */
async function push(context: RequestContext, payment: Payment, phoneNumber: PhoneNumber): Promise<Payment> {
  const { daraja, ports } = context
  let answer: StkPushAnswer
  try {
    answer = await daraja.sendStkPush({
      phoneNumber,
      amountKes: payment.amountKes,
      accountReference: payment.accountReference,
      description: DESCRIPTION,
      callbackUrl: toCallbackUrl(context.callbackBase, payment.id, context.tokens),
    })
  } catch (error) {
    // A bug, not an answer: all we know is that we do not know.
    ports.log.error('sending the push failed in an unforeseen way', {
      paymentId: payment.id,
      error: toErrorText(error),
    })
    answer = {
      outcome: 'unknown',
      problem: { reason: 'no-answer', effect: 'unknown', errorCode: null, message: 'unforeseen', httpStatus: 0 },
    }
  }
  ports.reach('push-answered')
  tell(context, payment, answer)
  const applied = await applyPush(context, payment, toPushReport(answer, ports.nowMs(), context.sealer))
  ports.reach('push-applied')
  return applied
}

async function applyPush(context: RequestContext, payment: Payment, report: PushReport): Promise<Payment> {
  const { ports } = context
  for (const delayMs of [...STORE_AGAIN_AFTER_MS, null]) {
    try {
      const decision = await applyReport(context, payment, report)
      return decision?.payment ?? payment
    } catch (error) {
      ports.log.error("the push's answer could not be stored", { paymentId: payment.id, error: toErrorText(error) })
      if (delayMs !== null) await new Promise<void>(resolve => ports.setTimer(delayMs, resolve))
    }
  }
  // The callback still finds its payment by the token in its URL.
  return payment
}

function toPushReport(answer: StkPushAnswer, atMs: number, sealer: Sealer): PushReport {
  switch (answer.outcome) {
    case 'accepted': {
      const { merchantRequestId } = answer
      const checkoutRequestId = sealer.conceal(answer.checkoutRequestId)
      return { source: 'push', said: 'accepted', atMs, checkoutRequestId, merchantRequestId }
    }
    case 'rejected': {
      const { problem } = answer
      return {
        source: 'push',
        said: 'rejected',
        atMs,
        failureReason: toFailureReason(problem),
        resultCode: problem.errorCode,
      }
    }
    case 'unknown':
      return { source: 'push', said: 'unknown', atMs }
  }
}

function tell(context: RequestContext, payment: Payment, answer: StkPushAnswer): void {
  const { log } = context.ports
  const paymentId = payment.id
  if (answer.outcome === 'accepted') {
    log.story('Safaricom took the request: the phone is being prompted for the PIN.', { paymentId })
    return
  }
  const { reason, errorCode, message, httpStatus } = answer.problem
  const facts = { paymentId, reason, errorCode, message, httpStatus }
  if (answer.outcome === 'rejected') log.warn('Daraja refused the push; nobody was prompted', facts)
  else log.warn('no usable answer to the push: it may have had an effect, so it is not sent again', facts)
}
