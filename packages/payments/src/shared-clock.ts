// One clock for all hosts: the database's. Leases, open prompts and schedules are compared across hosts, and hosts' own
// clocks may be minutes apart.

import { sql } from 'kysely'
import type { Database } from './database/database.ts'
import type { Ports } from './ports.ts'

export interface SharedClock {
  nowMs(): number
  stop(): void
}

/** Clocks drift by milliseconds in this time; one that was set is followed. */
const LOOK_EVERY_MS = 30_000
/** An answer that took longer says too little. */
const LONGEST_ANSWER_MS = 1_000
/** Clocks that are kept differ by less. */
const WORTH_TELLING_MS = 5_000

/** Reads the database's clock now and then, and goes by this machine's in between. */
export async function followDatabaseClock(
  { kysely }: Database,
  ports: Pick<Ports, 'nowMs' | 'setTimer' | 'log'>,
): Promise<SharedClock> {
  let offsetMs = 0
  let isStopped = false
  let cancel = () => {}

  async function look(): Promise<void> {
    const askedAtMs = ports.nowMs()
    const { rows } = await sql<{ now: number }>`
      SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`.execute(kysely)
    const answeredAtMs = ports.nowMs()
    const [row] = rows
    if (!row || answeredAtMs - askedAtMs > LONGEST_ANSWER_MS) return
    const foundMs = row.now - Math.round((askedAtMs + answeredAtMs) / 2)
    if (Math.abs(foundMs) >= WORTH_TELLING_MS && Math.abs(foundMs - offsetMs) >= WORTH_TELLING_MS) {
      ports.log.warn('the clock of this machine is not that of the database; the database’s counts: set both', {
        differenceMs: foundMs,
      })
    }
    offsetMs = foundMs
  }

  async function lookAgain(): Promise<void> {
    try {
      await look()
    } catch {
      // Whoever needs the database says that it is away.
    }
    if (!isStopped) cancel = ports.setTimer(LOOK_EVERY_MS, lookAgain)
  }

  await look()
  cancel = ports.setTimer(LOOK_EVERY_MS, lookAgain)
  return {
    nowMs: () => ports.nowMs() + offsetMs,
    stop() {
      isStopped = true
      cancel()
    },
  }
}
