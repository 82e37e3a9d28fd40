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
  let reading: Promise<void> = Promise.resolve()

  async function read(paymentIds: readonly string[]): Promise<void> {
    for (let start = 0; start < paymentIds.length; start += MAX_READ) {
      const payments = await listPaymentsById(database.kysely, paymentIds.slice(start, start + MAX_READ))
      for (const payment of payments) tell(payment)
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

  function readSoon(paymentIds: readonly string[]): void {
    // One read at a time: they share the connection with the work itself.
    reading = reading
      .then(() => read(paymentIds.filter(id => watchers.has(id))))
      .catch(error => ports.log.warn('watched payments could not be read', { error: toErrorText(error) }))
  }

  return {
    subscribe(paymentId, onChange) {
      const listeners = watchers.get(paymentId) ?? new Set()
      listeners.add(onChange)
      watchers.set(paymentId, listeners)
      stopWatching ??= database.watch(() => readSoon([...watchers.keys()]))
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
    },
  }
}
