// A few connections, each used by one transaction at a time. A lost one is dropped and another opened in its place.

import type { SetTimer } from '../ports.ts'
import { openConnection, type PgConnection } from './postgres-connection.ts'

export interface PgPool {
  /** Lends a connection that is well as far as anybody knows. @throws where none is free in time */
  acquire(): Promise<PgConnection>
  release(connection: PgConnection): void
  /** How many are lent now. */
  readonly lent: number
  close(): void
}

/** Enough for two batches in flight, a few pages and the worker; PostgreSQL's default is 100 for all processes. */
const MAX_CONNECTIONS = 8
const ACQUIRE_TIMEOUT_MS = 5_000

/** Raised where every connection was busy for too long. */
export class PoolExhausted extends Error {
  constructor() {
    super(`no connection to PostgreSQL was free for ${ACQUIRE_TIMEOUT_MS / 1000} s`)
    this.name = 'PoolExhausted'
  }
}

export function createPool(url: string, setTimer: SetTimer): PgPool {
  const idle: PgConnection[] = []
  const waiting: ((connection: PgConnection) => void)[] = []
  const lent = new Set<PgConnection>()

  function lend(): PgConnection | null {
    for (let connection = idle.pop(); connection; connection = idle.pop()) {
      if (connection.isLost) continue
      lent.add(connection)
      return connection
    }
    if (lent.size >= MAX_CONNECTIONS) return null
    const connection = openConnection(url, setTimer)
    lent.add(connection)
    return connection
  }

  return {
    acquire() {
      const connection = lend()
      if (connection) return Promise.resolve(connection)
      return new Promise((resolve, reject) => {
        const cancel = setTimer(ACQUIRE_TIMEOUT_MS, () => {
          waiting.splice(waiting.indexOf(take), 1)
          reject(new PoolExhausted())
        })
        const take = (free: PgConnection) => {
          cancel()
          resolve(free)
        }
        waiting.push(take)
      })
    },
    release(connection) {
      lent.delete(connection)
      if (!connection.isLost) idle.push(connection)
      const next = waiting.shift()
      if (!next) return
      const free = lend()
      if (free) next(free)
      else waiting.unshift(next)
    },
    get lent() {
      return lent.size
    },
    close() {
      for (const connection of [...idle, ...lent]) connection.destroy()
      idle.length = 0
      lent.clear()
    },
  }
}
