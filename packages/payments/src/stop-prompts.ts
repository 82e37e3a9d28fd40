// Somebody wants no more prompts on their phone. It takes no proof: nobody can be asked to prove by a prompt that they want
// no prompts, and a phone that is stopped can still give by PayBill. So that nobody stops a whole town, an address may
// stop a few phones a day. Only an operator lets a phone be prompted again (docs/decisions/0018).

import type { PhoneNumber } from '@harambee/daraja'
import type { Database } from './database/database.ts'
import type { Ports } from './ports.ts'
import { countStopsFrom, deleteStoppedPhone, findStoppedAt, insertStoppedPhone } from './queries/stopped-phones.ts'
import type { Sealer } from './sealing.ts'

/** From one address in a day: a household's phones. */
const MOST_STOPS = 5
const DAY_MS = 24 * 60 * 60_000

export interface PromptStops {
  /**
   * No prompt is sent to this phone any more. The answer is the same whether it was stopped before.
   * @param peerAddress where it is asked from; null: an operator asks, who may stop as many as they like
   * @returns false where that address has stopped too many today: nothing was done
   */
  stop(phoneNumber: PhoneNumber, peerAddress: string | null): Promise<boolean>
  /** Prompts may be sent to this phone again. @returns whether they had been stopped */
  allow(phoneNumber: PhoneNumber): Promise<boolean>
  has(phoneNumber: PhoneNumber): Promise<boolean>
}

export function createPromptStops(context: {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Ports
}): PromptStops {
  const { database, sealer, ports } = context
  return {
    stop(phoneNumber, peerAddress) {
      const phoneHash = sealer.hashPhone(phoneNumber)
      const addressHash = peerAddress === null ? null : sealer.hashAddress(peerAddress)
      const locks = [`phone:${phoneHash}`, ...(addressHash === null ? [] : [`address:${addressHash}`])]
      return database.transaction(locks, async transaction => {
        const nowMs = ports.nowMs()
        if (addressHash !== null && (await countStopsFrom(transaction, addressHash, nowMs - DAY_MS)) >= MOST_STOPS) {
          return false
        }
        await insertStoppedPhone(transaction, { phoneHash, stoppedAtMs: nowMs, addressHash })
        return true
      })
    },
    allow(phoneNumber) {
      const phoneHash = sealer.hashPhone(phoneNumber)
      return database.transaction([`phone:${phoneHash}`], transaction => deleteStoppedPhone(transaction, phoneHash))
    },
    has: async phoneNumber => (await findStoppedAt(database.kysely, sealer.hashPhone(phoneNumber))) !== null,
  }
}
