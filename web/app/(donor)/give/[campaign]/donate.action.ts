'use server'

// The site's one Server Action: what the form, with or without JavaScript, posts to. It writes the intent, has the phone
// prompted and sends the browser to the payment's own page; or it leaves an answer in the request's scope, and the page
// the form stands on is rendered again with it. What comes in is untrusted; nothing secret is held in its closure.

import type { PhoneNumber, Shillings } from '@harambee/daraja'
import {
  type Campaign,
  isPaymentId,
  isRandomPaymentId,
  type PaymentId,
  type PaymentRequest,
  type Refusal,
} from '@harambee/payments'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { engine } from '../../../../server/engine.ts'
import { createPaymentId } from '../../../../server/payment-ids.ts'
import { requestScope } from '../../../../server/request-scope.ts'
import { isFromOurPages } from '../../../../server/same-site.ts'
import { ensureGiver, readVisitor } from '../../../../server/visitor.ts'
import { MESSAGE_FIELD } from '../../pay/[paymentId]/message-field.ts'
import { toRetryOffer } from '../../pay/[paymentId]/retry-offer.ts'
import { tellPaid } from '../../pay/[paymentId]/tell-paid.ts'
import type { GiftAnswer, RequestProblem } from './gift-answer.ts'
import { CONFIRM_ABOVE_KES, type ReadGift, readGift } from './read-gift.ts'
import { readPledge } from './read-pledge.ts'

const STATUS = { invalid: 400, unknown: 404, refused: 409, limited: 429, unavailable: 503 } as const
const MINUTE_MS = 60_000

/** Gives, or hears that somebody has given. Ends in a redirect to the payment, or in the page again with what keeps the form from being sent. */
export async function donate(form: FormData): Promise<void> {
  await refuseForeign()
  const giver = await ensureGiver()
  const read = form.has(MESSAGE_FIELD) ? tellPaid : give
  const destination = await read(form, giver).catch(error => {
    // The database did not take the row, so nobody was asked. The reason is for the log, not for the giver.
    engine().ports.log.error('a gift could not be stored; nobody was asked', { error: toText(error) })
    answerUnavailable(form)
    return null
  })
  if (destination !== null) redirect(`/pay/${destination}`)
}

/** The second look: `serve.ts` has refused these already. */
async function refuseForeign(): Promise<void> {
  const sent = await headers()
  const sender = { origin: sent.get('origin'), fetchSite: sent.get('sec-fetch-site'), host: sent.get('host') }
  // The origin was replaced by this site's own address when it was judged.
  const own = [...engine().configuration.serving.publicOrigins, `http://${sender.host}`]
  if (!isFromOurPages(sender, own)) throw new Error('a form from elsewhere reached the action')
}

/** @returns the payment to show; null where the form is shown again */
async function give(form: FormData, giver: string): Promise<PaymentId | null> {
  const target = await findTarget(form, giver)
  if (target === null) {
    requestScope().status = STATUS.unknown
    return null
  }
  const { campaign, retryOf } = target

  const read = readGift(form, { floorKes: campaign.floorKes, isPhoneOptional: retryOf !== null })
  const { channels } = engine().messages
  const pledge = readPledge(form, { channels, email: read.typed.details.email, nowMs: engine().ports.nowMs() })
  const gift = { ...read, typed: { ...read.typed, pledge: pledge.typed } }
  if ('problem' in gift.phone || 'problem' in gift.amount || gift.isEmailWrong || gift.isPinWrong || pledge.problem) {
    return answerAgain(gift, STATUS.invalid, {
      phone: 'problem' in gift.phone ? gift.phone : null,
      amount: 'problem' in gift.amount ? gift.amount : null,
      isEmailWrong: gift.isEmailWrong,
      isPinWrong: gift.isPinWrong,
      pledge: pledge.problem,
    })
  }
  const { amountKes } = gift.amount
  if (target.obstacle) return answerAgain(gift, STATUS.refused, { request: target.obstacle })
  if (amountKes > CONFIRM_ABOVE_KES && gift.confirmedKes !== amountKes) {
    return answerAgain(gift, null, { confirmKes: amountKes })
  }
  const request = await engine().requestPayment({
    id: readPaymentId(form),
    campaign: campaign.slug,
    amountKes: amountKes as Shillings,
    phoneNumber: gift.phone.phoneNumber as PhoneNumber | null,
    giver,
    peerAddress: requestScope().peerAddress,
    retryOf,
    details: gift.details,
    language: (await readVisitor()).language,
    pledge: pledge.wish,
  })
  return toDestination(request, gift, giver)
}

interface Target {
  readonly campaign: Campaign
  readonly retryOf: PaymentId | null
  readonly obstacle: RequestProblem | null
}

/** What is given to: the campaign of the page the form stands on, or that of the attempt it repeats. */
async function findTarget(form: FormData, giver: string): Promise<Target | null> {
  const { path } = requestScope()
  const slug = /^\/give\/([^/]+)$/.exec(path)?.[1]
  if (slug !== undefined) {
    const campaign = await engine().findCampaign(slug)
    return campaign && { campaign, retryOf: null, obstacle: null }
  }
  const retryOf = form.get('retryOf')
  if (!isPaymentId(retryOf)) return null
  const donation = await engine().findDonation(retryOf, giver)
  // Somebody else's payment is as unknown as none.
  if (!donation?.isGiver) return null

  const nowMs = engine().ports.nowMs()
  const { payment, payments, campaign } = donation
  const offer = toRetryOffer(payment, payments, nowMs)
  const isPaidOrNewer = offer.offer === 'none' && payments[0]?.id !== payment.id
  if (offer.offer === 'wait') {
    const waitSeconds = Math.ceil((offer.readyAtMs - nowMs) / 1_000)
    return { campaign, retryOf, obstacle: { problem: 'too-early', waitSeconds } }
  }
  // Where a newer attempt or a paid one exists, the engine knows which page to show.
  const isRefused = offer.offer === 'none' && !isPaidOrNewer && payment.status !== 'succeeded'
  return { campaign, retryOf, obstacle: isRefused ? { problem: 'no-retry' } : null }
}

async function toDestination(request: PaymentRequest, gift: ReadGift, giver: string): Promise<PaymentId | null> {
  if (request.outcome === 'requested') {
    request.pushed.catch(error => engine().ports.log.error('the push ended badly', { error: toText(error) }))
    return request.payment.id
  }
  if (request.outcome === 'known') return request.payment.id
  return answerRefusal(request, gift, giver)
}

async function answerRefusal(refusal: Refusal, gift: ReadGift, giver: string): Promise<null> {
  const { reason, payment } = refusal
  switch (reason) {
    case 'amount-too-small':
      return answerAgain(gift, STATUS.invalid, {
        amount: { problem: 'below-floor', floorKes: refusal.floorKes ?? 1 },
      })
    case 'no-phone':
      return answerAgain(gift, STATUS.invalid, { phone: { problem: 'empty' } })
    case 'prompt-open': {
      // A link only to whom it belongs: anybody may type anybody's number.
      const isOwn = payment !== null && (await engine().findDonation(payment.id, giver))?.isGiver === true
      return answerAgain(gift, STATUS.refused, {
        request: { problem: 'prompt-open', paymentId: isOwn ? payment.id : null },
      })
    }
    case 'still-checking':
      return answerAgain(gift, STATUS.refused, { request: { problem: 'still-checking' } })
    case 'phone-limit':
    case 'phone-stopped':
      // Neither when, nor whether somebody else has asked for too many: anybody may type anybody's number.
      return answerAgain(gift, STATUS.limited, { request: { problem: 'phone-limit' } })
    case 'address-limit':
    case 'overall-limit': {
      const waitMs = (refusal.retryAtMs ?? 0) - engine().ports.nowMs()
      const waitMinutes = Math.max(1, Math.ceil(waitMs / MINUTE_MS))
      return answerAgain(gift, STATUS.limited, { request: { problem: reason, waitMinutes } })
    }
    case 'campaign-not-open':
    case 'campaign-ended':
    case 'no-such-campaign':
      // The page itself says that the collection has ended, or not begun.
      return answerAgain(gift, STATUS.refused, {})
  }
}

function answerAgain(gift: ReadGift, status: number | null, answer: Partial<GiftAnswer>): null {
  const scope = requestScope()
  scope.answer = {
    typed: gift.typed,
    phone: null,
    amount: null,
    isEmailWrong: false,
    isPinWrong: false,
    request: null,
    confirmKes: null,
    ...answer,
  }
  scope.status = status
  return null
}

function answerUnavailable(form: FormData): void {
  const gift = readGift(form, { floorKes: 1, isPhoneOptional: true })
  answerAgain(gift, STATUS.unavailable, { request: { problem: 'unavailable' } })
}

/** The one the form was rendered with; a form without one still gives, it only cannot be told from its double. */
function readPaymentId(form: FormData): PaymentId {
  const id = form.get('paymentId')
  return isRandomPaymentId(id) ? id : createPaymentId()
}

function toText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
