// The people of a world: donors who press twice, change their mind and try again, phones that pay, cancel or lie in a
// drawer, people who pay by PayBill without asking anybody, and others who would like to be paid without paying.

import { isPhoneNumber, type PhoneNumber, type Shillings } from '@harambee/daraja'
import type { PaymentId } from '@harambee/payments'
import type { Simulator } from '@harambee/simulator'
import type { Dice } from './dice.ts'
import { type Network, readPaymentId } from './network.ts'
import type { WorldOptions } from './options.ts'
import type { SimulatedProcess } from './process.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trouble } from './trouble.ts'
import type { Truth } from './truth.ts'

export interface PeopleContext {
  readonly scheduler: Scheduler
  readonly dice: Dice
  readonly options: WorldOptions
  readonly simulator: Simulator
  readonly network: Network
  readonly truth: Truth
  readonly processes: readonly SimulatedProcess[]
  readonly trouble: Trouble
  /** A payment somebody has asked for. */
  asked(paymentId: string): void
}

const AMOUNTS = [1, 37, 100, 333, 500, 500, 500, 1_000, 150_000] as const
const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
/** Gifts are made early in a long trouble, so that it sees what becomes of them. */
const LAST_GIFT_MS = 60 * MINUTE_MS
export const SECURITY_KEY = 'c0ffee'.repeat(8)
/** The door that only holds the security key, as the tutorial has it. */
const WEAK_DOOR = `/api/mpesa/${SECURITY_KEY}`
/** What is registered for C2B. */
export const CONFIRMATION_URLS = {
  ConfirmationURL: `http://127.0.0.1:3001/cb/${SECURITY_KEY}/c2b/confirmation`,
  ValidationURL: `http://127.0.0.1:3001/cb/${SECURITY_KEY}/c2b/validation`,
}

/** Sets everybody going. */
export function releasePeople(context: PeopleContext): void {
  const { scheduler, dice, options } = context
  const phones = Array.from({ length: options.phones }, (_, index) => toPhone(index + 1))
  for (const phone of phones) giveHabit(context, phone)
  lookAfter(context)

  for (let index = 0; index < options.payments; index++) {
    const atMs = options.startMs + dice.whole(1, Math.min(Math.floor(options.troubleMs * 0.8), LAST_GIFT_MS))
    const id = dice.bytes(16).toString('hex') as PaymentId
    const gift = { id, phone: dice.pick(phones), amountKes: dice.pick(AMOUNTS) as Shillings }
    scheduler.at(atMs, 'a donor gives', () => give(context, gift, 0))
    if (context.trouble.strikes('payBill'))
      scheduler.at(atMs + dice.whole(0, 60_000), 'pays by PayBill', () => payByHand(context, gift))
    for (const rate of ['forge', 'replay'] as const) {
      if (!context.trouble.strikes(rate)) continue
      const afterMs = dice.whole(0, dice.happens(0.5) ? 2 * MINUTE_MS : options.troubleMs)
      scheduler.at(atMs + afterMs, rate, () => (rate === 'forge' ? forge(context) : replay(context)))
    }
  }
}

interface Gift {
  readonly id: PaymentId
  readonly phone: PhoneNumber
  readonly amountKes: Shillings
}

/** Tries given up after. */
const MAX_ATTEMPTS = 3

function give(context: PeopleContext, gift: Gift, attempt: number, retryOf: PaymentId | null = null): void {
  const { dice, scheduler } = context
  const taps = dice.happens(context.options.rates.doubleTap) ? dice.whole(2, 3) : 1
  for (let tap = 0; tap < taps; tap++) {
    scheduler.at(scheduler.nowMs() + (tap === 0 ? 0 : dice.whole(0, 2_000)), 'a form arrives', () => {
      post(context, gift, attempt, retryOf, tap === 0)
    })
  }
}

function post(context: PeopleContext, gift: Gift, attempt: number, retryOf: PaymentId | null, isFirst: boolean): void {
  const running = context.processes.filter(process => process.engine !== null)
  if (running.length === 0) return
  const process = context.dice.pick(running)
  process.run(0, 'form', () => {
    const { engine } = process
    if (!engine) return
    context.asked(gift.id)
    const intent = {
      id: gift.id,
      campaign: 'madarasa',
      amountKes: gift.amountKes,
      phoneNumber: gift.phone,
      giver: `browser of ${gift.phone}`,
      peerAddress: null,
      retryOf,
    }
    engine.requestPayment(intent).then(
      request => {
        if (request.outcome === 'requested') request.pushed.catch(() => {})
        if (isFirst && context.dice.happens(context.options.rates.retry)) wonder(context, gift, attempt)
      },
      // The page says that nothing was sent; whoever wants to, tries again.
      () => {},
    )
  })
}

/** Looks at the page after a while, and tries again where it was not paid. */
function wonder(context: PeopleContext, gift: Gift, attempt: number): void {
  if (attempt + 1 >= MAX_ATTEMPTS) return
  const { scheduler, dice } = context
  scheduler.at(scheduler.nowMs() + dice.whole(20, 400) * SECOND_MS, 'a donor looks again', () => {
    const id = dice.bytes(16).toString('hex') as PaymentId
    give(context, { ...gift, id }, attempt + 1, gift.id)
  })
}

/** How a phone answers, until its owner feels different. */
function giveHabit(context: PeopleContext, phone: PhoneNumber): void {
  const { scheduler, dice, options } = context
  const change = () => {
    const behaviour = dice.pick([
      'pays',
      'pays',
      'pays',
      'cancels',
      'ignores',
      'no-funds',
      'wrong-pin',
      'pays-late',
    ] as const)
    const delayMs = behaviour === 'ignores' ? undefined : dice.whole(0, 40_000)
    context.simulator.setSubscriber(phone, { behaviour, balanceKes: 50_000, ...(delayMs !== undefined && { delayMs }) })
    const nextMs = scheduler.nowMs() + Math.round((dice.whole(10, 300) * options.troubleMs) / (45 * 60))
    if (nextMs < options.startMs + options.troubleMs) scheduler.at(nextMs, 'a habit changes', change)
  }
  change()
}

/** A treasurer who asks about everything open, now and then: `harambee reconcile`. */
function lookAfter(context: PeopleContext): void {
  const { scheduler, dice, options, processes, trouble } = context
  const afterMs = dice.whole(Math.floor(options.troubleMs / 8), Math.floor(options.troubleMs / 2))
  scheduler.at(scheduler.nowMs() + afterMs, 'a treasurer reconciles', () => {
    const running = processes.filter(process => process.engine !== null)
    if (running.length > 0 && trouble.strikes('reconcile')) {
      const process = dice.pick(running)
      process.run(0, 'reconcile', () => void process.engine?.reconciler.askAll().catch(() => {}))
    }
    if (scheduler.nowMs() < options.startMs + options.troubleMs) lookAfter(context)
  })
}

/** For a donation whose prompt somebody has seen, or for the campaign. */
function payByHand(context: PeopleContext, { phone, amountKes }: Gift): void {
  const prompts = context.simulator.ledger().prompts.filter(({ phoneNumber }) => phoneNumber === phone)
  const accountReference = context.dice.happens(0.6) ? (prompts.at(-1)?.accountReference ?? 'MADARASA') : 'MADARASA'
  context.simulator
    .payByPayBill({ phoneNumber: phone, shortCode: '174379', accountReference, amountKes })
    .catch(() => {})
}

/** Somebody without money, who has learnt something. */
function forge(context: PeopleContext): void {
  const { dice, simulator, truth, network } = context
  const { prompts, receipts } = simulator.ledger()
  const prompt = prompts.length > 0 ? dice.pick(prompts) : null
  if (!prompt) return
  const paymentId =
    [...truth.witnesses].find(([, { checkouts }]) => checkouts.has(prompt.checkoutRequestId))?.[0] ?? null
  const receipt = receipts.length > 0 && dice.happens(0.5) ? dice.pick(receipts).receiptNumber : 'UKO0FORGED'
  const body = JSON.stringify({
    Body: {
      stkCallback: {
        MerchantRequestID: prompt.merchantRequestId,
        CheckoutRequestID: prompt.checkoutRequestId,
        ResultCode: dice.happens(0.8) ? 0 : 1032,
        ResultDesc: 'The service request is processed successfully.',
        CallbackMetadata: {
          Item: [
            { Name: 'Amount', Value: dice.happens(0.8) ? prompt.amountKes : prompt.amountKes * 10 },
            { Name: 'MpesaReceiptNumber', Value: receipt },
            { Name: 'TransactionDate', Value: 20261124120000 },
            { Name: 'PhoneNumber', Value: Number(prompt.phoneNumber) },
          ],
        },
      },
    },
  })
  if (dice.happens(0.5)) {
    context.trouble.struck('forged-by-key', paymentId)
    void network.deliver(WEAK_DOOR, body, '127.0.0.1')
  } else {
    context.trouble.struck('forged-callback', paymentId)
    const token = dice.bytes(18).toString('hex')
    void network.deliver(`${WEAK_DOOR}/${paymentId ?? '0'.repeat(32)}/${token}`, body, '127.0.0.1')
  }
}

/** Something that was true once is said again, later. */
function replay(context: PeopleContext): void {
  const { dice, simulator, network } = context
  const sent = simulator.callbacks()
  const callback = sent.length > 0 ? dice.pick(sent) : null
  if (!callback) return
  const { pathname } = new URL(callback.url)
  context.trouble.struck('replayed-callback', readPaymentId(pathname))
  void network.deliver(pathname, callback.body, '127.0.0.1')
}

function toPhone(index: number): PhoneNumber {
  const phone = `2547000000${String(index).padStart(2, '0')}`
  if (!isPhoneNumber(phone)) throw new Error(phone)
  return phone
}
