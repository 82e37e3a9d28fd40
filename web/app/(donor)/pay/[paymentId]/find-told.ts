// What was told with a donation, looked up once however often the page asks.

import type { Task } from '@harambee/payments'
import { cache } from 'react'
import { engine } from '../../../../server/engine.ts'
import type { FoundDonation } from './find-payment-page.ts'

/** M-PESA is asked for a minute or so: the page looks again this often. */
const LOOK_AGAIN_MS = 10_000

/** Newest first; nothing for anybody but the giver. */
export async function listTold({ id, isGiver }: FoundDonation): Promise<readonly Task[]> {
  return isGiver ? list(id) : []
}

/** Whether M-PESA or a person is looking for what was told. */
export function isLookedFor(told: readonly Task[]): boolean {
  return told.some(({ state }) => state !== 'done')
}

/** In how many milliseconds the page has to look again; null: nothing is being asked. */
export function toLookAgainMs(told: readonly Task[], nowMs: number): number | null {
  const asking = told.find(({ state }) => state === 'asking')
  return asking ? LOOK_AGAIN_MS - (Math.max(0, nowMs - asking.createdAtMs) % LOOK_AGAIN_MS) : null
}

const list = cache(async (donationId: string): Promise<readonly Task[]> => {
  try {
    return await engine().paidAlready.listOf(donationId)
  } catch (error) {
    // The page of a payment is worth more than what stands beside it.
    engine().ports.log.error('what was told could not be read', { error: error instanceof Error ? error.message : '' })
    return []
  }
})
