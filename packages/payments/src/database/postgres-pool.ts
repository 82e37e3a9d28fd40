// A few connections, each used by one transaction at a time. A lost one is dropped and another opened in its place.

import type { SetTimer } from '../ports.ts'
import type { PgConnection } from './postgres-connection.ts'

export interface PgPool {
  /** Lends a connection that is well as far as anybody knows. @throws where none is free in time */
  acquire(): Promise<PgConnection>
  /** Takes it back, well or lost. */
  release(connection: PgConnection): void
  /** How many are lent now. */
  readonly lent: number
  close(): void
}

const ACQUIRE_TIMEOUT_MS = 5_000
/** More callers than this would only wait in vain. */
const MAX_WAITING = 1_000

/** Raised where every connection was busy for too long. */
export class PoolExhausted extends Error {
  constructor() {
    super(`no connection to PostgreSQL was free for ${ACQUIRE_TIMEOUT_MS / 1000} s`)
    this.name = 'PoolExhausted'
  }
}

interface Waiting {
  readonly take: (connection: PgConnection) => void
  readonly refuse: (error: Error) => void
}

/** @param size how many at once */
export function createPool(open: () => PgConnection, size: number, setTimer: SetTimer): PgPool {
  const idle: PgConnection[] = []
  const waiting: Waiting[] = []
  const lent = new Set<PgConnection>()
  let isClosed = false

  function lend(): PgConnection | null {
    let connection = idle.pop()
    while (connection?.isLost) connection = idle.pop()
    if (!connection && lent.size >= size) return null
    connection ??= open()
    lent.add(connection)
    return connection
  }

  function wait(): Promise<PgConnection> {
    return new Promise((resolve, reject) => {
      const cancel = setTimer(ACQUIRE_TIMEOUT_MS, () => {
        waiting.splice(waiting.indexOf(caller), 1)
        reject(new PoolExhausted())
      })
      const caller: Waiting = {
        take(connection) {
          cancel()
          resolve(connection)
        },
        refuse(error) {
          cancel()
          reject(error)
        },
      }
      waiting.push(caller)
    })
  }

  return {
    async acquire() {
      if (isClosed) throw new Error('the database is closed')
      const connection = lend()
      if (connection) return connection
      if (waiting.length >= MAX_WAITING) throw new PoolExhausted()
      return wait()
    },
    release(connection) {
      if (!lent.delete(connection)) throw new Error('a connection was given back that was not lent')
      if (isClosed) return connection.destroy()
      if (!connection.isLost) idle.push(connection)
      // What has cut one may have cut the others, and an idle one says nothing: opening them again costs milliseconds.
      else for (const suspect of idle.splice(0)) suspect.destroy()
      const next = waiting.shift()
      const free = next && lend()
      if (free) next.take(free)
      else if (next) waiting.unshift(next)
    },
    get lent() {
      return lent.size
    },
    close() {
      isClosed = true
      for (const connection of [...idle.splice(0), ...lent]) connection.destroy()
      for (const caller of waiting.splice(0)) caller.refuse(new Error('the database is closed'))
    },
  }
}
