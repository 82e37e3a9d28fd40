// What an attack needs: the engine in a process of its own, payments that wait for their callback, and the doors they were
// pushed with, as Safaricom was told them.

import { randomBytes } from 'node:crypto'
import type { PhoneNumber, Shillings } from '@harambee/daraja'
import type { Engine, Payment, PaymentId } from '@harambee/payments'
import { type Books, count, readBooks } from '../crash/books.ts'
import { type DatabaseKind, openEngineHere, openWorld, type World } from '../crash/open-world.ts'
import type { EngineProcess } from '../crash/start-engine.ts'
import { type CleanUps, lastFirst } from '../journeys/clean-ups.ts'
import { poll } from '../journeys/poll.ts'

/** A payment under attack. */
export interface Target {
  readonly id: string
  readonly amountKes: number
  readonly phoneNumber: string
  readonly checkoutRequestId: string
  readonly merchantRequestId: string
  /** The path of its own door. */
  readonly door: string
  /** What the path is made of. */
  readonly key: string
  readonly token: string
}

export interface Attack extends CleanUps {
  readonly world: World
  readonly engine: EngineProcess
  /** The same books, opened in this process; nothing runs in it. */
  readonly inside: Engine
  /** Asks this many phones, none of which answers. */
  ask(payments: number, amountKes?: number): Promise<Target[]>
  /** How many payments are paid, and how many callbacks are stored. */
  counts(): Promise<{ settled: number; stored: number; review: number }>
  /** A payment as the books have it. */
  find(target: Target): Promise<Payment>
  /** Waits until everything that was stored is decided. */
  untilDrained(): Promise<void>
}

/** A prompt nobody answers rings out after a minute; one that will be answered in an hour stands open until then. */
const PATIENCE_MS = 3_600_000

/** A pool of connections is smaller than a crowd. */
const ASKED_AT_ONCE = 20

const RECEIPT_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'

/** @param environment variables of the engine besides the world's */
export async function openAttack(
  context: CleanUps,
  kind: DatabaseKind,
  environment: NodeJS.ProcessEnv = {},
): Promise<Attack> {
  const cleanUps = lastFirst(context)
  const world = await openWorld(cleanUps, kind, { seed: '0xa77ac4' })
  Object.assign(world.environment, environment)
  const engine = world.startEngine()
  const inside = await openEngineHere(world.environment, world.folder)
  cleanUps.after(() => inside.close())
  await engine.untilHealthy()
  let asked = 0

  return {
    ...cleanUps,
    world,
    engine,
    inside,
    async ask(payments, amountKes = 500) {
      const numbers = Array.from({ length: payments }, () => `2547${String(asked++).padStart(8, '0')}`)
      const habit = { behaviour: 'pays', delayMs: PATIENCE_MS } as const
      for (const number of numbers) world.safaricom.simulator.setSubscriber(number, habit)
      const targets: Target[] = []
      for (let from = 0; from < payments; from += ASKED_AT_ONCE) {
        const some = numbers.slice(from, from + ASKED_AT_ONCE)
        targets.push(...(await Promise.all(some.map(number => askPhone(world, inside, number, amountKes)))))
      }
      return targets
    },
    counts: () => readBooks(world.databaseUrl, readCounts),
    async find(target) {
      const found = await inside.findDonation(target.id, null)
      if (!found) throw new Error(`there is no payment ${target.id}`)
      return found.payment
    },
    async untilDrained() {
      await poll('every stored callback to be decided', () =>
        readBooks(
          world.databaseUrl,
          async books => (await count(books, 'SELECT count(*) FROM inbox WHERE verdict IS NULL')) === 0,
        ),
      )
    },
  }
}

async function readCounts(books: Books) {
  return {
    settled: await count(books, "SELECT count(*) FROM payments WHERE status IN ('succeeded', 'reversed')"),
    stored: await count(books, 'SELECT count(*) FROM inbox'),
    review: await count(books, "SELECT count(*) FROM payments WHERE status = 'review'"),
  }
}

async function askPhone(world: World, inside: Engine, phoneNumber: string, amountKes: number): Promise<Target> {
  const id = randomBytes(16).toString('hex')
  const asked = await inside.requestPayment({
    id: id as PaymentId,
    campaign: world.campaign,
    amountKes: amountKes as Shillings,
    phoneNumber: phoneNumber as PhoneNumber,
    giver: null,
    peerAddress: null,
  })
  if (asked.outcome !== 'requested') throw new Error(`${phoneNumber} was not asked: ${asked.outcome}`)
  const { checkoutRequestId, merchantRequestId } = await asked.pushed
  const pushed = world.safaricom.simulator.requests().find(({ body }) => body.includes(`/${id}/`))
  const { CallBackURL } = JSON.parse(pushed?.body ?? '{}') as { CallBackURL: string }
  const door = new URL(CallBackURL).pathname
  const [key = '', , token = ''] = door.split('/').slice(-3)
  return {
    id,
    amountKes,
    phoneNumber,
    checkoutRequestId: checkoutRequestId === null ? '' : inside.sealer.reveal(checkoutRequestId),
    merchantRequestId: merchantRequestId ?? '',
    door,
    key,
    token,
  }
}

/** A receipt nobody has: M-PESA's shape, made up. */
export function inventReceipt(): string {
  return `F${[...randomBytes(9)].map(byte => RECEIPT_LETTERS[byte % RECEIPT_LETTERS.length]).join('')}`
}

/** A success as Daraja would write it about a payment: everything fits. */
export function successOf(
  target: Pick<Target, 'amountKes' | 'checkoutRequestId' | 'merchantRequestId' | 'phoneNumber'>,
  facts: { receiptNumber?: string; amount?: unknown } = {},
): string {
  return JSON.stringify({
    Body: {
      stkCallback: {
        MerchantRequestID: target.merchantRequestId,
        CheckoutRequestID: target.checkoutRequestId,
        ResultCode: 0,
        ResultDesc: 'The service request is processed successfully.',
        CallbackMetadata: {
          Item: [
            { Name: 'Amount', Value: 'amount' in facts ? facts.amount : target.amountKes },
            { Name: 'MpesaReceiptNumber', Value: facts.receiptNumber ?? inventReceipt() },
            { Name: 'Balance' },
            { Name: 'TransactionDate', Value: 20261124120015 },
            { Name: 'PhoneNumber', Value: Number(target.phoneNumber) },
          ],
        },
      },
    },
  })
}

/** A failure as Daraja would write it. */
export function failureOf(target: Pick<Target, 'checkoutRequestId' | 'merchantRequestId'>, resultCode: number): string {
  const { merchantRequestId: MerchantRequestID, checkoutRequestId: CheckoutRequestID } = target
  const stkCallback = { MerchantRequestID, CheckoutRequestID, ResultCode: resultCode, ResultDesc: 'not paid' }
  return JSON.stringify({ Body: { stkCallback } })
}
