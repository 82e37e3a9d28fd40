// What the engine counts, as Prometheus text. Counts only: no label holds a person's data.

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

export interface ListenerMetrics {
  readonly registry: Registry
  /** By `answer`: stored, enough (a payment's cap is reached), wrong-key, not-allowed, not-stored, too-large. */
  readonly callbacks: Counter<'answer'>
  /** By `verdict` of drained callbacks. */
  readonly drained: Counter<'verdict'>
  readonly queries: Counter
}

/** Adds what a process says of itself: memory, event loop, garbage collection. Once in a process. */
export function addProcessMetrics({ registry }: ListenerMetrics): void {
  collectDefaultMetrics({ register: registry })
}

/** Metrics of one engine. `queued` reads how many callbacks wait for a commit. */
export function createMetrics(queued: () => number): ListenerMetrics {
  const registry = new Registry()
  new Gauge({
    name: 'harambee_inbox_queue',
    help: 'Callbacks waiting to be committed',
    registers: [registry],
    collect() {
      this.set(queued())
    },
  })
  return {
    registry,
    callbacks: new Counter({
      name: 'harambee_callbacks_total',
      help: 'Requests to callback paths, by what was answered',
      labelNames: ['answer'],
      registers: [registry],
    }),
    drained: new Counter({
      name: 'harambee_drained_total',
      help: 'Callbacks drained from the inbox, by verdict',
      labelNames: ['verdict'],
      registers: [registry],
    }),
    queries: new Counter({
      name: 'harambee_queries_total',
      help: 'Payments Daraja was asked about',
      registers: [registry],
    }),
  }
}
