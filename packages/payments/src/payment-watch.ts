// Tells a waiting page that its payment has changed, whichever process changed it.

import type { Database } from './database/database.ts'
import { toErrorText } from './log.ts'
import type { Payment } from './payment.ts'
import type { Ports } from './ports.ts'
import { listPaymentsById } from './queries/list-payments-by-id.ts'

export interface PaymentWatch {
  /** Calls back with each new state, until cancelled; perhaps with the state at the time of the call too. */
  subscribe(paymentId: string, onChange: (payment: Payment) => void): () => void
  /** This process has changed these. */
  changed(paymentIds: readonly string[]): void
  close(): void
}

/** Watched payments read in one statement. */
const MAX_READ = 500

export function createPaymentWatch(database: Database, ports: Pick<Ports, 'log'>): PaymentWatch {
  const watchers = new Map<string, Set<(payment: Payment) => void>>()
  const known = new Map<string, string>()
  let stopWatching: (() => void) | null = null
  /** What may have changed since it was last read. */
  const unread = new Set<string>()
  let isReading = false

  /** One read at a time: however often something changes meanwhile, each payment is read once more. */
  async function readUnread(): Promise<void> {
    if (isReading) return
    isReading = true
    let paymentIds: readonly string[] = []
    try {
      while (unread.size > 0) {
        paymentIds = [...unread].slice(0, MAX_READ)
        for (const id of paymentIds) unread.delete(id)
        for (const payment of await listPaymentsById(database.kysely, paymentIds)) tell(payment)
      }
    } catch (error) {
      for (const id of paymentIds) unread.add(id)
      throw error
    } finally {
      isReading = false
    }
  }

  function tell(payment: Payment): void {
    const state = JSON.stringify(payment)
    if (known.get(payment.id) === state) return
    const listeners = watchers.get(payment.id)
    if (!listeners) return
    known.set(payment.id, state)
    for (const onChange of listeners) onChange(payment)
  }

  function readSoon(paymentIds: Iterable<string>): void {
    for (const id of paymentIds) if (watchers.has(id)) unread.add(id)
    readUnread().catch(error => ports.log.warn('watched payments could not be read', { error: toErrorText(error) }))
  }

  return {
    subscribe(paymentId, onChange) {
      const listeners = watchers.get(paymentId) ?? new Set()
      listeners.add(onChange)
      watchers.set(paymentId, listeners)
      stopWatching ??= database.watch(paymentIds => readSoon(paymentIds ?? watchers.keys()))
      return () => {
        listeners.delete(onChange)
        if (listeners.size > 0) return
        watchers.delete(paymentId)
        known.delete(paymentId)
        if (watchers.size === 0) {
          stopWatching?.()
          stopWatching = null
        }
      }
    },
    changed: paymentIds => readSoon(paymentIds),
    close() {
      stopWatching?.()
      stopWatching = null
      watchers.clear()
      unread.clear()
    },
  }
}
