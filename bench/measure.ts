// One measurement of one server: its load, what was settled meanwhile, and the CPU time it took.

import type { Books } from './books/open-books.ts'
import type { LoadOrder } from './load/order.ts'
import { sendLoad } from './load/send-load.ts'
import { listFamily, readCpuMs } from './machine.ts'

/** Somebody who takes callbacks. */
export interface Taker {
  readonly name: string
  readonly port: number
  /** Processes whose CPU time counts, with all that descend from them. */
  readonly pids: readonly number[]
  readonly kind: 'payment' | 'tutorial'
  /** null: it keeps nothing. */
  readonly books: Books | null
}

export interface Measurement {
  readonly answeredPerSecond: number
  readonly settledPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuUs: number
  readonly answered: number
}

/** More than an engine takes on one core: what is not used is there for the next measurement. */
const MOST_PER_SECOND = { whole: 10_000, storing: 16_000 }

export type Load = Pick<LoadOrder, 'connections' | 'warmUpMs' | 'measureMs'>

/** Gifts that have to wait in the books before a measurement begins. */
export function countGifts(load: Load, isDrained: boolean): number {
  const seconds = (load.warmUpMs + load.measureMs) / 1000
  return Math.ceil(seconds * (isDrained ? MOST_PER_SECOND.whole : MOST_PER_SECOND.storing)) + load.connections
}

/** Each time with twice as many gifts, where a machine is quicker than was thought. */
const MOST_TRIES = 4

/** @throws where anything is answered with something else than 200 */
export async function measure(taker: Taker, load: Load): Promise<Measurement> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const measurement = await measureWith(taker, load, countGifts(load, taker.books?.isDrained ?? false) * 2 ** tries)
    if (measurement) return measurement
    if (taker.books?.isDrained) await taker.books.untilDrained()
  }
  throw new Error(`${taker.name} takes more callbacks than there can be gifts`)
}

/** @returns null where there were too few gifts */
async function measureWith(taker: Taker, load: Load, gifts: number): Promise<Measurement | null> {
  const { books } = taker
  await books?.prepare(gifts)
  const order: LoadOrder = {
    ...load,
    port: taker.port,
    firstGift: books?.nextGift ?? 0,
    gifts,
    isRepeatable: books === null,
    kind: taker.kind,
  }
  const pids = () => taker.pids.flatMap(listFamily)
  let settled = 0
  let cpuMs = 0
  const result = await sendLoad(order, {
    async began() {
      cpuMs = -readCpuMs(pids())
      settled = -((await books?.countSettled()) ?? 0)
    },
    async ended() {
      cpuMs += readCpuMs(pids())
      settled += (await books?.countSettled()) ?? 0
    },
  })
  if (result.refused > 0)
    throw new Error(`${taker.name} answered ${result.refused} callbacks with something else than 200`)
  books?.spend(result.used, result.acknowledged)
  if (result.isShort) return null
  return {
    answeredPerSecond: result.answered / result.seconds,
    settledPerSecond: settled / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    cpuUs: (cpuMs * 1000) / result.answered,
    answered: result.answered,
  }
}
