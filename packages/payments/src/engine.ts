// The engine: everything that belongs together in one process, opened from one configuration. The site, the listener,
// the worker and the command line each open one and use the part they need.

import type { Daraja } from '@harambee/daraja'
import { createAllowList, createPeerAddress } from './allow-list.ts'
import { createSparingAsk } from './ask-sparingly.ts'
import { createCallbackCaps } from './callback-caps.ts'
import { createCallbackTokens, toDoorPath } from './callback-url.ts'
import { type CampaignBooks, createCampaignBooks } from './campaign-books.ts'
import type { Configuration } from './configuration/settings.ts'
import { connectDaraja } from './connect-daraja.ts'
import type { Database } from './database/database.ts'
import { assertMigrated } from './database/migrate.ts'
import { openDatabase } from './database/open-database.ts'
import type { DrainSettings } from './drain-conclusion.ts'
import { createFrontLineNotes } from './front-line-notes.ts'
import { createGivers, type Givers } from './givers.ts'
import { createInboxWriter } from './inbox-writer.ts'
import { deriveKeys } from './keys.ts'
import { answerCallback, type CallbackAnswer } from './listener/answer-callback.ts'
import { findDoor } from './listener/doors.ts'
import { createListener } from './listener/listener.ts'
import type { Log } from './log.ts'
import { type Correspondence, openCorrespondence } from './messages/correspondence.ts'
import { addProcessMetrics, createMetrics } from './metrics.ts'
import { numberEarlierPayments } from './number-earlier-payments.ts'
import { assertRuntime } from './oldest-versions.ts'
import { createPaidAlready, type PaidAlready } from './paid-already/paid-already.ts'
import type { Payment, PaymentId } from './payment.ts'
import type { PaymentIntent } from './payment-intent.ts'
import { createPaymentWatch, type PaymentWatch } from './payment-watch.ts'
import { createPersonalData, type PersonalData } from './personal-data/personal-data.ts'
import { createPorts, type Ports } from './ports.ts'
import { type PulledMoney, pullMoney } from './pull-money.ts'
import { askSoon } from './queries/ask-soon.ts'
import { type DailyTotal, listDailyTotals, type TotalsListing } from './queries/list-daily-totals.ts'
import { findInboxEntry, type InboxEntry, type InboxListing, listInbox } from './queries/list-inbox.ts'
import { listPaymentHistory } from './queries/list-payment-history.ts'
import { listPayments, type PaymentListing } from './queries/list-payments.ts'
import { createRateLimit } from './rate-limit.ts'
import { createReceiptBooks, type ReceiptBooks } from './receipt/receipt-books.ts'
import type { ReceiveContext } from './receive-callback.ts'
import { createReconciler, type Reconciler } from './reconcile.ts'
import { type Replay, replayCallback } from './replay-callback.ts'
import { type PaymentRequest, type RequestContext, requestPayment } from './request-payment.ts'
import { createSealer, type Sealer } from './sealing.ts'
import { assertSameSecret } from './secret-mark.ts'
import { type SeenDonation, seeDonation } from './see-donation.ts'
import { followDatabaseClock } from './shared-clock.ts'
import { createPromptStops, type PromptStops } from './stop-prompts.ts'
import { createTransport } from './transport.ts'
import { type HistoryHead, type Verification, verifyBooks } from './verify-books.ts'
import { within } from './within.ts'
import { startWorker, type Worker } from './worker.ts'

export interface Engine extends CampaignBooks, ReceiptBooks, Correspondence {
  readonly configuration: Configuration
  readonly database: Database
  readonly ports: Ports
  readonly sealer: Sealer
  /** The client everything here shares, with the one token of all processes. */
  readonly daraja: Daraja
  readonly reconciler: Reconciler
  readonly drainSettings: DrainSettings
  readonly watch: PaymentWatch
  /** Asks a phone for money. */
  requestPayment(intent: PaymentIntent): Promise<PaymentRequest>
  /** Phones whose owner wants no prompts. */
  readonly promptStops: PromptStops
  /**
   * The donation of a payment, as far as somebody may see it.
   * @param giver the cookie of their browser
   * @param link the token of a signed link to this payment (`toLinkToken`)
   */
  findDonation(paymentId: string, giver: string | null, link?: string | null): Promise<SeenDonation | null>
  /** Whoever holds it sees the amount, the masked phone and the receipt of this payment, and can do nothing. */
  toLinkToken(paymentId: PaymentId): string
  /** Has Daraja asked about an open payment right away, though never twice within ten seconds. */
  checkSoon(paymentId: string): Promise<void>
  listPayments(listing: PaymentListing): Promise<Payment[] | null>
  listPaymentHistory(paymentId: string): ReturnType<typeof listPaymentHistory>
  listInbox(listing: InboxListing): Promise<InboxEntry[]>
  findInboxEntry(id: number): Promise<InboxEntry | null>
  replayCallback(inboxId: number, options: { isDryRun: boolean }): Promise<Replay | null>
  /** Reads M-PESA's list of what came in over the last two days, and books what nobody has told us about. */
  pullMoney(): Promise<PulledMoney>
  /** Forgetting, and one donor's data. */
  readonly personalData: PersonalData
  /** What each day brought, newest first. */
  listDailyTotals(listing: TotalsListing): Promise<DailyTotal[]>
  /** Checks that the books are whole, and that a head noted earlier is still part of the history. */
  verifyBooks(since?: HistoryHead): Promise<Verification>
  /** Who gave, as far as they want it known. */
  readonly givers: Givers
  /** Givers who say that they have paid, and what a person has to look into. */
  readonly paidAlready: PaidAlready
  /** Drains the inbox and asks Daraja, until the engine is closed. One per process. */
  startWorker(): Worker
  /** The callback listener's server, not listening yet. Needs the worker, so that what it stores is drained. */
  createListener(worker: Worker): ReturnType<typeof createListener>
  /** What the listener would answer a POST, without HTTP; null where the path is no callback path. */
  takeCallback(callback: {
    readonly path: string
    readonly peerAddress: string
    readonly body: Uint8Array
  }): Promise<CallbackAnswer | null>
  /** Waits for pushes and questions under way, though not long, stops the loops and closes the database. */
  close(): Promise<void>
}

/** The listener's doors besides the configured one (CONTRACTS: both are always open). */
const DOOR_PREFIXES = ['/api/mpesa', '/cb']

/** A push or a question under way is waited for this long when closing; what it meant is found out at the next start. */
const CLOSE_TIMEOUT_MS = 6_000

/**
 * Opens the engine.
 * @param options.folder what a relative `DATABASE_URL` is relative to
 * @param options.ports replaces the real clock, network and so on (tests)
 * @param options.database an open one, instead of the configured one; closed with the engine (tests)
 * @param options.isLooking nothing is to be changed
 * @throws {Error} where Node.js is too old
 * @throws {DatabaseProblem} where the database cannot be used, is not migrated to this version, or has another secret
 */
export async function openEngine(
  configuration: Configuration,
  options: { folder: string; log: Log; ports?: Partial<Ports>; database?: Database; isLooking?: boolean },
): Promise<Engine> {
  assertRuntime(process.versions)
  const network = createTransport()
  const ports = { ...createPorts({ transport: network.transport, log: options.log }), ...options.ports }
  const { databaseUrl, clockOffsetMs } = configuration.serving
  const database = options.database ?? openDatabase(databaseUrl, options.folder, ports)
  try {
    await assertMigrated(database)
    const sealer = createSealer(deriveKeys(configuration.secret.reveal()), ports.random)
    await assertSameSecret(database, sealer, { isLooking: options.isLooking === true })
    if (!options.isLooking) await numberEarlierPayments(database, sealer)
    const isAlone = database.engine === 'sqlite' || options.ports?.nowMs !== undefined
    const clock = isAlone ? { nowMs: ports.nowMs, stop() {} } : await followDatabaseClock(database, ports)
    const nowMs = options.ports?.nowMs ?? (() => clock.nowMs() + clockOffsetMs)
    return assemble(configuration, database, { ...ports, nowMs }, async () => {
      clock.stop()
      await network.close()
    })
  } catch (error) {
    await database.close()
    throw error
  }
}

function assemble(
  configuration: Configuration,
  opened: Database,
  ports: Ports,
  closeOthers: () => Promise<void>,
): Engine {
  const { daraja: account, callbacks } = configuration
  const keys = deriveKeys(configuration.secret.reveal())
  const sealer = createSealer(keys, ports.random)
  const tokens = createCallbackTokens(keys.callbackToken)
  const links = createCallbackTokens(keys.receiptLink)
  const context = { configuration, database: opened, sealer, ports, links, requestPayment: request }
  const { database, ...correspondence } = openCorrespondence(context)
  const seeing = { database, sealer, ports, links }
  const { shortCode, tillNumber, initiator } = account
  const daraja = connectDaraja(account, { database, sealer, ports })
  const rateLimit = createRateLimit(account.queriesPerMinute, ports)
  const watch = createPaymentWatch(database, ports)
  let worker: Worker | null = null
  const onChanged = (paymentIds: readonly string[]) => {
    watch.changed(paymentIds)
    worker?.kick()
  }
  const reconciler = createReconciler({ database, sealer, daraja, ports, rateLimit, onChanged })
  const requests: RequestContext = {
    ...{ database, daraja, ports, sealer, tokens, reconciler, shortCode },
    limits: configuration.prompts,
    callbackBase: callbacks.base.reveal(),
  }
  const drainSettings: DrainSettings = {
    sealer,
    confirm: callbacks.confirm,
    shortCodes: tillNumber === null ? [shortCode] : [shortCode, tillNumber],
  }
  const paidAlready = createPaidAlready({
    ...{ ...requests, ...drainSettings, rateLimit, onChanged, canAsk: initiator !== null },
    isBelieved: callbacks.confirm !== 'always',
  })
  const pushes = new Set<Promise<unknown>>()
  const metrics = createMetrics(() => inbox.queued)
  const inbox = createInboxWriter(database, ports, () => worker?.drain())
  const prefixes = [...new Set([...DOOR_PREFIXES, toDoorPath(callbacks.base.reveal())])]
  const securityKeys = callbacks.keys.map(key => key.reveal())
  const notes = createFrontLineNotes({ database, ports, sealer }, securityKeys)
  async function request(intent: PaymentIntent): Promise<PaymentRequest> {
    const made = await requestPayment(requests, intent)
    if (made.outcome === 'requested') {
      const pushed = made.pushed.finally(() => pushes.delete(pushed))
      pushes.add(pushed)
      pushed.then(payment => onChanged([payment.id]))
      onChanged([made.payment.id])
    }
    return made
  }
  async function checkSoon(paymentId: string): Promise<void> {
    await askSoon(database.kysely, paymentId, ports.nowMs())
    worker?.kick()
  }
  const receiving: ReceiveContext = {
    ports,
    inbox,
    caps: createCallbackCaps(database),
    notes,
    sealer,
    tokens,
    metrics,
    securityKeys,
    isAllowed: createAllowList(callbacks.allowedAddresses),
    ipMode: callbacks.ipMode,
    askSoon: createSparingAsk(ports.nowMs, checkSoon),
  }

  return {
    configuration,
    database,
    ports,
    sealer,
    daraja,
    reconciler,
    drainSettings,
    watch,

    requestPayment: request,
    promptStops: createPromptStops({ database, sealer, ports }),
    toLinkToken: paymentId => links.toToken(paymentId),
    findDonation: (paymentId, giver, link = null) => seeDonation(seeing, paymentId, giver, link),
    checkSoon,
    listPayments: listing => listPayments(database.kysely, listing),
    listPaymentHistory: paymentId => listPaymentHistory(database.kysely, paymentId),
    listInbox: listing => listInbox(database.kysely, sealer, listing),
    findInboxEntry: id => findInboxEntry(database.kysely, sealer, id),
    async replayCallback(inboxId, { isDryRun }) {
      const replay = await replayCallback(database, drainSettings, inboxId, { isDryRun, nowMs: ports.nowMs() })
      if (replay && !isDryRun) onChanged(replay.payments.map(payment => payment.id))
      return replay
    },
    personalData: createPersonalData({ database, sealer, ports }),
    listDailyTotals: listing => listDailyTotals(database.kysely, listing),
    pullMoney: () => pullMoney({ database, sealer, daraja, ports, shortCode, onChanged }),
    verifyBooks: since => verifyBooks(database, sealer, since),
    ...createCampaignBooks({ database, sealer, ports }),
    ...createReceiptBooks({ database, sealer, ports }, configuration),
    givers: createGivers({ database, sealer, ports }),
    paidAlready,
    ...correspondence,

    startWorker() {
      const { changed } = watch
      worker = startWorker({ database, ports, drainSettings, reconciler, paidAlready, metrics, onChanged: changed })
      return worker
    },
    createListener() {
      addProcessMetrics(metrics)
      notes.begin()
      return createListener({
        context: receiving,
        peerAddress: createPeerAddress(callbacks.trustedProxies),
        prefixes,
        async check() {
          await database.check()
          await inbox.assertStores()
        },
      })
    },
    async takeCallback({ path, peerAddress, body }) {
      const door = findDoor(path, prefixes)
      if (!door) return null
      const request = { door, method: 'POST', peerAddress, isEncoded: false, readBody: async () => body }
      return answerCallback(receiving, request)
    },

    async close() {
      await within(
        CLOSE_TIMEOUT_MS,
        ports,
        Promise.allSettled([...pushes, paidAlready.settled(), worker?.stop(), notes.close()]),
      )
      watch.close()
      await database.close()
      await closeOthers()
    },
  }
}
