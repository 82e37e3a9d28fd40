// What a restore is told, and what it tells.

import type { Ports } from '../ports.ts'
import type { Sealer } from '../sealing.ts'
import type { HistoryHead } from '../verify-books.ts'
import type { FilledFile } from './fill-file.ts'

/** What was restored. The books in it are whole. */
export interface Restored {
  /** When the backup was made, ISO-8601 UTC. */
  readonly madeAt: string
  readonly payments: number
  readonly receipts: number
  readonly head: HistoryHead
  /** Payments about which Daraja is asked as soon as the engine runs. */
  readonly open: number
  /** Where the database that was there before is now; null where there was none, or an empty one. */
  readonly keptAs: string | null
}

export interface RestoreContext {
  readonly databaseUrl: string
  /** What a relative `DATABASE_URL` is relative to. */
  readonly folder: string
  readonly sealer: Sealer
  /** Whether a database that holds something may be moved aside (SQLite). */
  readonly mayMoveAside: boolean
  /** Whether site or engine answer: asked where the database itself cannot tell who uses it. */
  readonly isRunning: () => Promise<boolean>
  readonly ports: Pick<Ports, 'nowMs' | 'setTimer' | 'random'>
}

export function toRestored({ header, verification, open }: FilledFile, keptAs: string | null): Restored {
  const { payments, receipts, head } = verification
  return { madeAt: header.madeAt, payments, receipts, head, open, keptAs }
}
