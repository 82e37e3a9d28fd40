// Everything as `npm start` runs it, and beside it an engine in this process whose clock can be set back: it asks phones for
// money as long ago as a state needs, so that nothing waits for the seconds to go by.

import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import type { PhoneNumber, Shillings } from '@harambee/daraja'
import {
  type DonationDetails,
  type Engine,
  type Payment,
  type PaymentId,
  type PaymentRequest,
  type PledgeWish,
  toDatabasePath,
} from '@harambee/payments'
import { root } from '../crash/child-process.ts'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { type Harambee, startHarambee, until } from '../journeys/start-harambee.ts'
import { openEngineAt, SECRETS } from './open-engine-at.ts'
import { openPoorSite, type PoorSite } from './open-poor-site.ts'

export interface Ask {
  readonly agoMs?: number
  readonly amountKes?: number
  readonly phone?: string
  readonly campaign?: string
  readonly retryOf?: PaymentId
  readonly pledge?: PledgeWish
  readonly details?: DonationDetails
  readonly peerAddress?: string
  /** Another browser's. */
  readonly giver?: string
  /** Another site's. */
  readonly engine?: Engine
}

export interface World {
  readonly harambee: Harambee
  /** The engine whose clock can be set back. */
  readonly engine: Engine
  /** The cookie of the browser that gives. */
  readonly giver: string
  /** A phone nobody has used yet, `2547########`. */
  newPhone(): string
  /** Writes the intent and sends the push. */
  begin(ask?: Ask): Promise<Extract<PaymentRequest, { outcome: 'requested' }>>
  /** The same, and waits for what Daraja says to the push. */
  ask(ask?: Ask): Promise<Payment>
  /** Posts a callback to the payment's own door, and waits until it is in the books. @returns the payment then */
  tell(payment: Payment, callback: Callback): Promise<Payment>
  /** What is pressed on the phone. */
  answer(payment: Payment, action: 'pay' | 'cancel' | 'wrong-pin'): Promise<void>
  /** The number a payment asked, `2547########`. */
  phoneOf(payment: Payment): Promise<string>
  /** The phone pays, and the money is in the books. */
  pay(payment: Payment): Promise<Payment>
  untilStatus(payment: Payment, status: Payment['status']): Promise<Payment>
  /** Paid, with the receipt number. */
  untilReceipt(payment: Payment): Promise<Payment>
  /** Paid, failed or with a person. */
  untilSettled(payment: Payment): Promise<Payment>
  find(payment: Payment): Promise<Payment>
  /** Asks and pays. */
  give(ask?: Ask): Promise<Payment>
  /** A second site, whose books may be spoilt; started when it is needed. */
  poorSite(): Promise<PoorSite>
}

export interface Callback {
  readonly resultCode: string
  readonly amountKes?: number
  readonly receiptNumber?: string
  /** Through the door that is known by the security key alone. */
  readonly isWeak?: boolean
}

/** Few enough to reach them quickly; a phone is used once or twice. */
const ENVIRONMENT = {
  ...SECRETS,
  PROMPT_LIMIT_PER_PHONE: '3/15m,10/24h',
  PROMPT_LIMIT_PER_ADDRESS: '3/10m',
  // Whoever says so comes from another address.
  TRUSTED_PROXIES: '127.0.0.1/32',
  // Somebody may want to be reminded by e-mail. Nobody takes them: no state waits for one.
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'asante@example.org',
  // M-PESA can be asked about a code.
  MPESA_INITIATOR_NAME: 'testapi',
  MPESA_SECURITY_CREDENTIAL: 'c2VjcmV0'.repeat(40),
  LOG_LEVEL: 'error',
}

/** Opens it; closed with the clean-ups. */
export async function openWorld(cleanUps: CleanUps): Promise<World> {
  const harambee = await startHarambee(cleanUps, ENVIRONMENT)
  const clock = { agoMs: 0 }
  const engine = await openEngineAt(harambee.environment, clock)
  cleanUps.after(() => engine.close())
  const giver = randomBytes(16).toString('hex')
  let phones = 0
  const newPhone = () => `254700070${String(++phones).padStart(3, '0')}`

  async function find({ id }: Payment): Promise<Payment> {
    const found = await engine.findDonation(id, giver)
    if (!found) throw new Error(`${id} is gone`)
    return found.payment
  }
  const untilIt = (payment: Payment, what: string, is: (found: Payment) => boolean) =>
    until(`${payment.id} to be ${what}`, async () => {
      const found = await find(payment)
      return is(found) && found
    })

  async function begin(asked: Ask = {}) {
    clock.agoMs = asked.agoMs ?? 0
    const request = await (asked.engine ?? engine).requestPayment({
      id: randomBytes(16).toString('hex') as PaymentId,
      campaign: asked.campaign ?? 'madarasa',
      amountKes: (asked.amountKes ?? 500) as Shillings,
      phoneNumber: (asked.phone ?? newPhone()) as PhoneNumber,
      giver: asked.giver ?? giver,
      peerAddress: asked.peerAddress ?? null,
      retryOf: asked.retryOf ?? null,
      details: asked.details ?? null,
      pledge: asked.pledge ?? null,
    })
    if (request.outcome !== 'requested') throw new Error(`${request.outcome}: ${JSON.stringify(request)}`)
    return request
  }

  /** One after the other: they share the clock. */
  let lastAsk: Promise<unknown> = Promise.resolve()
  function ask(asked?: Ask): Promise<Payment> {
    const asking = lastAsk.then(() => askNow(asked))
    lastAsk = asking.catch(() => null)
    return asking
  }

  async function askNow(asked?: Ask): Promise<Payment> {
    const { pushed } = await begin(asked)
    const payment = await pushed
    clock.agoMs = 0
    return payment
  }

  async function tell(payment: Payment, callback: Callback): Promise<Payment> {
    const push = await findPush(harambee, payment)
    const { callbackUrl } = push
    const target = callback.isWeak ? callbackUrl.replace(/\/[^/]+\/[^/]+$/, '') : callbackUrl
    const before = JSON.stringify(await find(payment))
    const answer = await fetch(target, { method: 'POST', body: toBody(payment, push, callback) })
    if (!answer.ok) throw new Error(`the listener answered ${answer.status}`)
    return untilIt(payment, `changed by ${callback.resultCode}`, found => JSON.stringify(found) !== before)
  }

  async function answer(payment: Payment, action: 'pay' | 'cancel' | 'wrong-pin'): Promise<void> {
    const { phoneNumber } = await findPush(harambee, payment)
    const { checkoutRequestId } = await harambee.safaricom.promptOf(phoneNumber)
    await harambee.safaricom.answer(checkoutRequestId, action)
  }

  async function pay(payment: Payment): Promise<Payment> {
    await answer(payment, 'pay')
    return untilIt(payment, 'paid', ({ status }) => status === 'succeeded')
  }

  let poorSite: Promise<PoorSite> | null = null
  const world: World = {
    harambee,
    engine,
    giver,
    newPhone,
    begin,
    ask,
    answer,
    phoneOf: async payment => (await findPush(harambee, payment)).phoneNumber,
    tell,
    pay,
    find,
    untilStatus: (payment, status) => untilIt(payment, status, found => found.status === status),
    untilReceipt: payment => untilIt(payment, 'receipted', ({ receiptNumber }) => receiptNumber !== null),
    untilSettled: payment => untilIt(payment, 'settled', ({ status }) => status !== 'created' && status !== 'pending'),
    give: async asked => pay(await ask(asked)),
    poorSite() {
      poorSite ??= openPoorSite(cleanUps, world, dirname(toDatabasePath(harambee.environment.DATABASE_URL ?? '', root)))
      return poorSite
    },
  }
  return world
}

/** What a push asked for, and the names Daraja gave its checkout request; the books hold those sealed. */
interface Push {
  readonly callbackUrl: string
  readonly phoneNumber: string
  readonly ids: { readonly MerchantRequestID?: string; readonly CheckoutRequestID?: string }
}

async function findPush({ safaricom }: Harambee, { id }: Payment): Promise<Push> {
  const requests = await safaricom.requests()
  const push = requests.find(({ path, body }) => path.includes('stkpush/v1/processrequest') && body.includes(id))
  if (!push) throw new Error(`no push for ${id}`)
  const { CallBackURL, PhoneNumber } = JSON.parse(push.body) as { CallBackURL: string; PhoneNumber: string }
  // No answer: it got lost on its way.
  const ids = push.response?.startsWith('{') ? (JSON.parse(push.response) as Push['ids']) : {}
  return { callbackUrl: CallBackURL, phoneNumber: PhoneNumber, ids }
}

/** As Daraja writes it. */
function toBody(payment: Payment, { ids }: Push, callback: Callback): string {
  const { resultCode, amountKes = payment.amountKes, receiptNumber } = callback
  const items = [
    { Name: 'Amount', Value: amountKes },
    { Name: 'MpesaReceiptNumber', Value: receiptNumber ?? `UKZ${payment.id.slice(0, 7).toUpperCase()}` },
    { Name: 'TransactionDate', Value: 20261124120000 },
    { Name: 'PhoneNumber', Value: 254700000001 },
  ]
  const metadata = resultCode === '0' ? { CallbackMetadata: { Item: items } } : {}
  const ResultCode = /^\d+$/.test(resultCode) ? Number(resultCode) : resultCode
  const stkCallback = { ...ids, ResultCode, ResultDesc: RESULT_DESC, ...metadata }
  return JSON.stringify({ Body: { stkCallback } })
}

/** Must never be read on a page. */
export const RESULT_DESC = 'DS timeout user cannot be reached zebra.'
