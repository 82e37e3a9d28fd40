// One connection to PostgreSQL that lives once. The driver would reconnect by itself in the middle of a transaction and
// run the rest of it outside; here a lost connection stays lost, and whoever held it is told. The only file that opens one.

import type { Socket } from 'node:net'
import postgres from 'postgres'
import type { SetTimer } from '../ports.ts'
import { DatabaseProblem } from './database.ts'
import type { PgAddress } from './postgres-address.ts'
import { type PgSession, readSession, SESSION_QUESTION } from './postgres-session.ts'
import { openSocket } from './postgres-socket.ts'

/** A statement's rows, and how many it changed. */
export interface PgResult {
  readonly rows: readonly Record<string, unknown>[]
  readonly changed: number
  /** The command's tag, e.g. `COMMIT`. */
  readonly command: string
}

export interface PgConnection {
  /**
   * Runs one statement. Several may be sent without waiting; they run in order, each on its own: an error of one does not
   * keep the next from running. Inside a transaction it does, and the next fails with the same error.
   * @throws {ConnectionLost} where nobody knows whether it ran
   */
  run(text: string, parameters?: readonly unknown[]): Promise<PgResult>
  /** Opens it where no statement has yet. @throws {ConnectionLost} or {DatabaseProblem} */
  session(): Promise<PgSession>
  /** Lets statements of the transaction that has just begun take longer than usual. It is good for nothing else after. */
  bePatient(statementMs: number): Promise<unknown>
  readonly isLost: boolean
  /** Ends it at once, whatever is under way. */
  destroy(): void
}

/** Raised where the connection broke or fell silent. */
export class ConnectionLost extends Error {
  /** What was under way may have happened. False: it was never sent, or the server refused it. */
  readonly mayHaveRun: boolean
  /** SQLSTATE or the network's code, where there is one. */
  readonly code: string | undefined

  constructor(why: unknown, mayHaveRun: boolean) {
    super(toText(why), { cause: why })
    this.name = 'ConnectionLost'
    this.mayHaveRun = mayHaveRun
    const { code } = why as { code?: unknown }
    this.code = typeof code === 'string' ? code : undefined
  }
}

export interface ConnectionOptions {
  readonly setTimer: SetTimer
  /** Told of each notification, with its payload. */
  readonly onNotify?: (payload: string) => void
  /** It is open. */
  readonly onOpen?: () => void
  /** It is lost, though nobody has destroyed it. */
  readonly onLost?: (error: ConnectionLost | DatabaseProblem) => void
}

/** Longer than the server lets any statement run: silence beyond it is a dead connection. */
const SILENCE_MS = 4_200
/** After it, what has arrived meanwhile is looked at once more: this process may have been the one that stood still. */
const LAST_LOOK_MS = 300
const STATEMENT_TIMEOUT_MS = 4_000
const LOCK_TIMEOUT_MS = 3_000
/** A process that is stopped inside a transaction loses it after this, and its locks with it. */
const IDLE_IN_TRANSACTION_MS = 10_000

/** Statements the server keeps prepared for one connection; lists of every length would make it more and more. */
const MAX_PREPARED = 250

/** PostgreSQL's type number of BIGINT; ours all fit into a JavaScript number. */
const INT8 = 20

/** The server takes no writes any more: another one may. */
const READ_ONLY = '25006'

/** Said of every statement after one that has failed: what matters is the error of that one. */
const TRANSACTION_ABORTED = '25P02'
/** Commands by which a transaction begins or ends. */
const BOUNDARIES = new Set(['BEGIN', 'COMMIT', 'ROLLBACK'])

/** Opens one, at its first statement. */
export function openConnection(address: PgAddress, options: ConnectionOptions): PgConnection {
  const { setTimer, onNotify = () => {}, onOpen = () => {}, onLost = () => {} } = options
  const sockets: Socket[] = []
  const pending = new Set<(error: ConnectionLost) => void>()
  const prepared = new Set<string>()
  let isLost = false
  let isOpen = false
  let opening: Promise<PgSession> | null = null
  let cancelSilence = () => {}
  let silenceMs = SILENCE_MS
  let abortedBy: unknown = null
  const sql = postgres({
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    pass: address.password,
    max: 1,
    ssl: false,
    fetch_types: false,
    idle_timeout: null,
    max_lifetime: null,
    connect_timeout: null,
    keep_alive: null,
    no_subscribe: true,
    onnotice() {},
    onnotify: (_channel: string, payload: string) => onNotify(payload),
    types: { bigint: { to: INT8, from: [INT8], parse: Number, serialize: String } },
    connection: {
      application_name: 'harambee',
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
    // The driver asks for another socket when it wants to reconnect: it gets none.
    socket: () => {
      if (sockets.length > 0 || isLost) throw new Error('the connection is not opened again')
      return openSocket(address, hold)
    },
  } as unknown as postgres.Options<Record<string, postgres.PostgresType>>)

  function hold(socket: Socket): void {
    sockets.push(socket)
    socket.once('close', () => lose(new Error('the server closed the connection')))
    if (isLost) socket.destroy()
  }

  function lose(why: unknown): void {
    if (isLost) return
    end(why)
    onLost(why instanceof DatabaseProblem ? why : new ConnectionLost(why, isOpen))
  }

  function end(why: unknown): void {
    isLost = true
    cancelSilence()
    for (const reject of pending) reject(new ConnectionLost(why, isOpen))
    pending.clear()
    for (const socket of sockets) socket.destroy()
    sql.end({ timeout: 0 }).catch(() => {})
  }

  function awaitAnswer(): void {
    cancelSilence()
    if (pending.size === 0) return
    const giveUp = () => lose(new Error(`no answer for ${(silenceMs + LAST_LOOK_MS) / 1000} s`))
    cancelSilence = setTimer(silenceMs, () => {
      cancelSilence = setTimer(LAST_LOOK_MS, giveUp)
    })
  }

  function send(text: string, parameters: readonly unknown[]): Promise<PgResult> {
    if (isLost) return Promise.reject(new ConnectionLost('the connection was closed', false))
    return new Promise((resolve, reject) => {
      pending.add(reject)
      if (pending.size === 1) awaitAnswer()
      sql.unsafe(text, [...parameters] as never[], { prepare: mayPrepare(text) }).then(
        result => {
          pending.delete(reject)
          awaitAnswer()
          if (BOUNDARIES.has(result.command)) abortedBy = null
          resolve({ rows: [...result], changed: result.count ?? 0, command: result.command })
        },
        error => {
          pending.delete(reject)
          const lost = toLoss(error, isOpen)
          const isConsequence = error.code === TRANSACTION_ABORTED
          if (!isConsequence) abortedBy ??= error
          reject(lost ?? (isConsequence && abortedBy ? abortedBy : error))
          if (lost) lose(error)
          else awaitAnswer()
        },
      )
    })
  }

  function mayPrepare(text: string): boolean {
    if (prepared.size < MAX_PREPARED) prepared.add(text)
    return prepared.has(text)
  }

  async function open(): Promise<PgSession> {
    try {
      const { rows } = await send(SESSION_QUESTION, [])
      const session = readSession(rows[0], address)
      isOpen = true
      onOpen()
      return session
    } catch (error) {
      lose(error)
      throw error
    }
  }

  async function session(): Promise<PgSession> {
    opening ??= open()
    return opening
  }

  return {
    get isLost() {
      return isLost
    },
    session,
    async run(text, parameters = []) {
      await session()
      return send(text, parameters)
    },
    async bePatient(statementMs) {
      await session()
      silenceMs = statementMs + SILENCE_MS
      return send(`SET LOCAL statement_timeout = ${statementMs}; SET LOCAL lock_timeout = ${statementMs}`, [])
    },
    destroy() {
      if (!isLost) end(new Error('the connection was closed'))
    },
  }
}

/** null where the connection is well, and only the statement failed. */
function toLoss(error: unknown, isOpen: boolean): ConnectionLost | null {
  const { code, severity, routine } = error as { code?: unknown; severity?: unknown; routine?: unknown }
  const wasSaidByServer = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && typeof severity === 'string'
  if (!wasSaidByServer || severity === 'FATAL' || severity === 'PANIC') return new ConnectionLost(error, isOpen)
  // Refused before it ran: the server became a standby, or a migration has changed what a prepared statement returns.
  if (code === READ_ONLY || routine === 'RevalidateCachedQuery') return new ConnectionLost(error, false)
  return null
}

/** A name with several addresses fails with all their errors, and no message of its own. */
function toText(why: unknown): string {
  const [first] = why instanceof AggregateError ? why.errors : [why]
  return first instanceof Error ? first.message : String(first)
}
