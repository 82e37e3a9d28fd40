// One connection to PostgreSQL that lives once. The driver would reconnect by itself in the middle of a transaction and
// run the rest of it outside; here a lost connection stays lost, and whoever held it is told. The only file that opens one.

import { connect, type Socket } from 'node:net'
import postgres from 'postgres'
import type { SetTimer } from '../ports.ts'

/** A statement's rows, and how many it changed. */
export interface PgResult {
  readonly rows: readonly Record<string, unknown>[]
  readonly changed: number
  /** The command's tag, e.g. `COMMIT`. */
  readonly command: string
}

export interface PgConnection {
  /**
   * Runs one statement. Several may be sent without waiting; they run in order.
   * @throws {ConnectionLost} where nobody knows whether it ran
   */
  run(text: string, parameters?: readonly unknown[]): Promise<PgResult>
  /** Calls back with each notification on a channel, until the connection is lost. */
  listen(channel: string, onNotify: () => void): Promise<void>
  readonly isLost: boolean
  /** Ends it at once, whatever is under way. */
  destroy(): void
}

/** Raised where the connection broke or fell silent: what was under way may have happened or not. */
export class ConnectionLost extends Error {
  constructor(why: string) {
    super(`the connection to PostgreSQL is lost: ${why}`)
    this.name = 'ConnectionLost'
  }
}

/** Longer than the server lets any statement run: silence beyond it is a dead connection. */
const SILENCE_MS = 5_000
const STATEMENT_TIMEOUT_MS = 4_000
const LOCK_TIMEOUT_MS = 3_000
/** A process that is stopped inside a transaction loses it after this, and its locks with it. */
const IDLE_IN_TRANSACTION_MS = 10_000
const CONNECT_TIMEOUT_S = 4
const KEEP_ALIVE_MS = 5_000

/** PostgreSQL's type number of BIGINT; ours all fit into a JavaScript number. */
const INT8 = 20

/** Errors of the server that end the session, by SQLSTATE: shutdown, crash, connection exceptions, idle timeouts. */
const ENDS_SESSION = /^(?:57P0[1-5]|08...|25P03)$/

/**
 * Opens one, at its first statement.
 * @param url `postgres://user:password@host:port/database`
 */
export function openConnection(url: string, setTimer: SetTimer): PgConnection {
  let socket: Socket | null = null
  let isLost = false
  const options = {
    max: 1,
    fetch_types: false,
    max_lifetime: null,
    connect_timeout: CONNECT_TIMEOUT_S,
    onnotice() {},
    types: { bigint: { to: INT8, from: [INT8], parse: Number, serialize: String } },
    connection: {
      application_name: 'harambee',
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
    // The driver asks for another socket when it wants to reconnect: it gets none.
    socket: (address: Address) => {
      if (socket || isLost) throw new ConnectionLost('it is not opened again')
      socket = openSocket(address)
      socket.once('close', destroy)
      return untilConnected(socket)
    },
  }
  const sql = postgres(url, options as unknown as postgres.Options<Record<string, postgres.PostgresType>>)

  function destroy(): void {
    if (isLost) return
    isLost = true
    socket?.destroy()
    sql.end({ timeout: 0 }).catch(() => {})
  }

  return {
    get isLost() {
      return isLost
    },
    destroy,
    async run(text, parameters = []) {
      if (isLost) throw new ConnectionLost('it was closed')
      const cancel = setTimer(SILENCE_MS, destroy)
      try {
        const result = await sql.unsafe(text, parameters as never[], { prepare: true })
        return { rows: result, changed: result.count ?? 0, command: result.command }
      } catch (error) {
        // An error with an SQLSTATE was said by the server, and the connection is well unless that says otherwise.
        const { code } = error as { code?: unknown }
        if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !ENDS_SESSION.test(code)) throw error
        destroy()
        throw new ConnectionLost(error instanceof Error ? error.message : String(error))
      } finally {
        cancel()
      }
    },
    async listen(channel, onNotify) {
      await sql.listen(channel, onNotify)
    },
  }
}

interface Address {
  readonly host: readonly string[]
  readonly port: readonly number[]
  readonly path?: string | false
}

function openSocket({ host, port, path }: Address): Socket {
  const socket = path ? connect(path) : connect(port[0] ?? 5432, host[0] ?? 'localhost')
  socket.setNoDelay(true)
  socket.setKeepAlive(true, KEEP_ALIVE_MS)
  // Always somebody listens: an error without a listener would end the process.
  socket.on('error', () => {})
  return socket
}

function untilConnected(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })
}
