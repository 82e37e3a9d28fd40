// Engines for the interleavings: three behind gates, each about to do one thing to the same payment, and one beside them
// that prepares payments and stores callbacks. They share one PostgreSQL database; Daraja is played here.

import { type PhoneNumber, type Shillings, type Transport, toEastAfricaTimestamp } from '@harambee/daraja'
import {
  demoCampaign,
  drainAll,
  type Engine,
  migrate,
  openDatabase,
  openEngine,
  type Payment,
  type PaymentId,
  readConfiguration,
  SILENT_LOG,
} from '@harambee/payments'
import { NO_PROMPT_LIMITS } from '@harambee/payments/testing'
import postgres from 'postgres'
import type { CleanUps } from '../journeys/clean-ups.ts'
import type { Actor } from './interleave.ts'
import { createPostgresDatabase } from './postgres-server.ts'
import { openGate, type WireGate } from './wire-gate.ts'

/** A payment whose prompt is open. Amount and receipt are nobody else's. */
export interface Prepared {
  readonly payment: Payment
  /** What Daraja calls its checkout request. */
  readonly checkoutRequestId: string
  readonly receiptNumber: string
  readonly phoneNumber: string
}

/** Something an engine does to a payment in one transaction. */
export type Deed = (prepared: Prepared) => Actor['run']

export interface InterleavedWorld {
  /** Looks at locks and rows. */
  readonly watcher: postgres.Sql
  readonly gates: readonly WireGate[]
  prepare(): Promise<Prepared>
  /** Stores a callback through a door, as the listener would. */
  store(door: 'payment' | 'key' | 'c2b', prepared: Prepared, body: object): Promise<void>
  /** Drains the inbox. */
  drain(actor: number): Deed
  /** Asks Daraja, which answers with this result code. */
  query(actor: number, resultCode: string): Deed
  /** Gives up after a day, having read the payment before its push was answered. */
  giveUp(actor: number): Deed
  verify(): Promise<boolean>
}

const KEY = 'c0ffee'.repeat(4)
const DAY_MS = 25 * 60 * 60_000
const LEAST_AMOUNT_KES = 100
const AMOUNTS = 200_000

export async function openInterleavedWorld(context: CleanUps): Promise<InterleavedWorld> {
  const url = await createPostgresDatabase(context)
  await migrateDatabase(url)
  const callbackUrls = new Map<string, string>()
  let resultCode = '0'
  let made = 0
  const transport: Transport = async request => {
    const body = JSON.parse(request.body ?? '{}') as Record<string, string>
    if (request.url.includes('/oauth/')) return json({ access_token: 'token', expires_in: '3599' })
    if (request.url.includes('query')) return json({ ResponseCode: '0', ResultCode: resultCode, ResultDesc: '' })
    made += 1
    const ids = { MerchantRequestID: `merchant-${made}`, CheckoutRequestID: `ws_CO_${made}` }
    callbackUrls.set(ids.CheckoutRequestID, body.CallBackURL ?? '')
    return json({ ...ids, ResponseCode: '0' })
  }

  async function open(through: string, aheadMs = 0): Promise<Engine> {
    const read = readConfiguration({ ...NO_PROMPT_LIMITS, DATABASE_URL: through }, () => ({
      harambeeSecret: 'h'.repeat(64),
      callbackSecretKey: KEY,
    }))
    if ('problems' in read) throw new Error(read.problems.join('\n'))
    const ports = { transport, nowMs: () => Date.now() + aheadMs }
    const engine = await openEngine(read.configuration, { folder: '/', log: SILENT_LOG, ports })
    context.after(() => engine.close())
    return engine
  }

  const aside = await open(url)
  await aside.addCampaign(demoCampaign(Date.now()))
  const gates = await Promise.all([0, 1, 2].map(() => openGate(context, url)))
  const engines = await Promise.all(gates.map(gate => open(gate.url)))
  const tomorrow = await Promise.all(gates.map(gate => open(gate.url, DAY_MS)))
  const watcher = postgres(url, { max: 1, onnotice() {} })
  context.after(() => watcher.end())
  const at = (list: readonly Engine[], actor: number): Engine => list[actor] ?? aside

  return {
    watcher,
    gates,
    async prepare() {
      const number = made + 1
      const phoneNumber = `2547${String(number).padStart(8, '0')}`
      const requested = await aside.requestPayment({
        id: number.toString(16).padStart(32, '0') as PaymentId,
        campaign: 'madarasa',
        amountKes: (LEAST_AMOUNT_KES + (number % AMOUNTS)) as Shillings,
        phoneNumber: phoneNumber as PhoneNumber,
        giver: null,
        peerAddress: null,
      })
      if (requested.outcome !== 'requested') throw new Error(`it was ${requested.outcome}`)
      const receiptNumber = `UK${number.toString(36).toUpperCase().padStart(8, '0')}`
      const payment = await requested.pushed
      const checkoutRequestId = payment.checkoutRequestId ? aside.sealer.reveal(payment.checkoutRequestId) : ''
      return { payment, checkoutRequestId, receiptNumber, phoneNumber }
    },
    async store(door, { checkoutRequestId }, body) {
      const own = new URL(callbackUrls.get(checkoutRequestId) ?? '').pathname
      const paths = { payment: own, key: `/api/mpesa/${KEY}`, c2b: `/api/mpesa/${KEY}/c2b/confirmation` }
      const answer = await aside.takeCallback({
        path: paths[door],
        peerAddress: '127.0.0.1',
        body: Buffer.from(JSON.stringify(body)),
      })
      if (answer?.status !== 200) throw new Error(`it was answered ${answer?.status}`)
    },
    drain: actor => () => {
      const { database, ports, drainSettings } = at(engines, actor)
      const metrics = { drained: { inc() {} } }
      const draining = { database, ports, drainSettings, metrics, onChanged() {} }
      return () => drainAll(draining as unknown as Parameters<typeof drainAll>[0])
    },
    query: (actor, code) => prepared => () => {
      resultCode = code
      return at(engines, actor).reconciler.ask(prepared.payment)
    },
    giveUp: actor => prepared => () =>
      at(tomorrow, actor).reconciler.ask({ ...prepared.payment, checkoutRequestId: null }),
    verify: async () => (await aside.verifyBooks()).ok,
  }
}

/** A callback that says paid. */
export function toSuccess(prepared: Prepared): object {
  const { payment, receiptNumber, phoneNumber } = prepared
  const Item = [
    { Name: 'Amount', Value: payment.amountKes },
    { Name: 'MpesaReceiptNumber', Value: receiptNumber },
    { Name: 'TransactionDate', Value: Number(toEastAfricaTimestamp(Date.now())) },
    { Name: 'PhoneNumber', Value: Number(phoneNumber) },
  ]
  return { Body: { stkCallback: { ...toIds(prepared), ResultCode: 0, ResultDesc: '', CallbackMetadata: { Item } } } }
}

/** A callback that says not paid. */
export function toFailure(prepared: Prepared, resultCode: number): object {
  return { Body: { stkCallback: { ...toIds(prepared), ResultCode: resultCode, ResultDesc: '' } } }
}

/** A C2B confirmation of the same money. */
export function toConfirmation({ payment, receiptNumber, phoneNumber }: Prepared): object {
  return {
    TransactionType: 'Pay Bill',
    TransID: receiptNumber,
    TransTime: toEastAfricaTimestamp(Date.now()),
    TransAmount: `${payment.amountKes}.00`,
    BusinessShortCode: payment.shortCode,
    BillRefNumber: payment.accountReference,
    MSISDN: phoneNumber,
    FirstName: 'JUMA',
  }
}

function toIds({ payment, checkoutRequestId }: Prepared) {
  return { MerchantRequestID: payment.merchantRequestId, CheckoutRequestID: checkoutRequestId }
}

async function migrateDatabase(url: string): Promise<void> {
  const setTimer = (delayMs: number, run: () => void) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  }
  const database = openDatabase(url, '/', { setTimer })
  await migrate(database, Date.now())
  await database.close()
}

function json(body: object) {
  return { status: 200, text: JSON.stringify(body) }
}
