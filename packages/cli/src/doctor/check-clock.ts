// This machine's clock against Daraja's: passwords carry the time, and totals are cut by the day in Nairobi.

import { toEastAfricaClock } from '@harambee/daraja'
import type { Engine } from '@harambee/payments'
import { type Check, ill, well } from './check.ts'

/** Beyond this, requests may be refused as expired. */
const MOST_SKEW_MS = 60_000
const TIMEOUT_MS = 10_000
/** Machines that are set from the network differ by less. */
const MOST_DATABASE_SKEW_MS = 5_000
/** The Date header counts in seconds, and the answer took its time. */
const HEADER_GRAIN_MS = 1_000

/** @param baseUrl Daraja's @param nowMs this machine's clock @param offsetMs by how much the engine's clock is shifted */
export async function checkClock(baseUrl: string, nowMs: () => number, offsetMs: number): Promise<Check> {
  const here = `${toEastAfricaClock(nowMs() + offsetMs)} in Nairobi`
  if (offsetMs !== 0) {
    return well('clock', `The engine's clock is shifted for tests: it says ${here}.`)
  }
  const askedMs = nowMs()
  const theirsMs = await readDate(baseUrl)
  if (theirsMs === null) return well('clock', `It is ${here} by this machine; Daraja did not say what it is there.`)
  const answeredMs = nowMs()
  const skewMs = Math.max(askedMs - theirsMs - HEADER_GRAIN_MS, theirsMs - answeredMs, 0)
  if (skewMs <= MOST_SKEW_MS) return well('clock', `It is ${here}, and Daraja's clock agrees.`)
  const side = theirsMs > answeredMs ? 'slow' : 'fast'
  return ill(
    'clock',
    `This machine's clock is ${Math.round(skewMs / 1000)} seconds ${side}: it says ${here}.`,
    'Let it be set from the network: timedatectl set-ntp true',
  )
}

/** Several machines go by the clock of the database they share. */
export function checkDatabaseClock({ database, ports, configuration }: Engine, nowMs: () => number): Check[] {
  if (database.engine === 'sqlite') return []
  const aheadMs = ports.nowMs() - configuration.serving.clockOffsetMs - nowMs()
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  if (Math.abs(aheadMs) <= MOST_DATABASE_SKEW_MS) {
    return [well('database-clock', "The database's clock and this machine's agree.")]
  }
  const message = `The database's clock, which counts, is ${seconds} seconds ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's.`
  return [ill('database-clock', message, 'Let both be set from the network: timedatectl set-ntp true')]
}

/** The Date header of its refusal: without credentials no access token is made. */
async function readDate(baseUrl: string): Promise<number | null> {
  try {
    const answer = await fetch(`${baseUrl}/oauth/v1/generate`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await answer.body?.cancel()
    const dateMs = Date.parse(answer.headers.get('date') ?? '')
    return Number.isNaN(dateMs) ? null : dateMs
  } catch {
    return null
  }
}
