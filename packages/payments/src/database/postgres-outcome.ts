// What became of a COMMIT nobody has answered. The server remembers by the transaction's number; after a crash, though, it
// may have given the number of a transaction it has lost to a new one, whose commit would be taken for ours.

import type { SetTimer } from '../ports.ts'
import type { PgConnection } from './postgres-connection.ts'
import type { PgSession } from './postgres-session.ts'

/** Raised where the connection broke during COMMIT and nobody can say what became of the transaction. */
export class OutcomeUnknown extends Error {
  constructor(why: string) {
    super(`the connection to PostgreSQL broke during COMMIT, and what became of the transaction is unknown: ${why}`)
    this.name = 'OutcomeUnknown'
  }
}

/** How long the server is asked, and how often. Longer than a backend waits inside a transaction nobody goes on with. */
const ASK_FOR_MS = 11_000
const PAUSE_MS = 250
/** Seen under way this often, the session is nobody's any more. */
const MOST_UNDER_WAY = 2

/** The number is larger than any the server has given out: it has lost the transaction, and every trace of it. */
const NEVER_HEARD_OF = '22023'

interface Commit {
  readonly open: () => PgConnection
  readonly setTimer: SetTimer
  /** `pg_current_xact_id()`. */
  readonly id: string
  /** The one it was sent on. */
  readonly session: PgSession
}

/**
 * Whether it was committed.
 * @throws {OutcomeUnknown}
 */
export async function hasCommitted(commit: Commit): Promise<boolean> {
  let isOver = false
  let underWay = 0
  let why = 'the server does not answer'
  const cancel = commit.setTimer(ASK_FOR_MS, () => {
    isOver = true
  })
  try {
    while (!isOver) {
      const status = await ask(commit, underWay >= MOST_UNDER_WAY)
      if (status === 'committed' || status === 'aborted') return status === 'committed'
      if (status === 'of-another-life') break
      if (status === 'in progress') underWay += 1
      why = status === 'in progress' ? 'it does not end' : 'the server does not answer'
      await new Promise<void>(resolve => commit.setTimer(PAUSE_MS, resolve))
    }
  } finally {
    cancel()
  }
  throw new OutcomeUnknown(isOver ? why : 'the server has been restarted meanwhile')
}

type Status = 'committed' | 'aborted' | 'in progress' | 'of-another-life' | 'no-answer'

async function ask({ open, id, session }: Commit, isToEnd: boolean): Promise<Status> {
  const connection = open()
  try {
    const { incarnation } = await connection.session()
    const isSameLife = incarnation === session.incarnation
    const { rows } = await connection.run('SELECT pg_xact_status($1::xid8) AS status', [id])
    const status = rows[0]?.status
    if (status === 'aborted') return status
    // In another life this may be said of another transaction with our number.
    if (status !== 'in progress') return isSameLife && status === 'committed' ? status : 'of-another-life'
    if (isToEnd && isSameLife) await endSession(connection, id, session)
    return status
  } catch (error) {
    return (error as { code?: unknown }).code === NEVER_HEARD_OF ? 'aborted' : 'no-answer'
  } finally {
    connection.destroy()
  }
}

/** The server has not noticed that nobody is there any more: its transaction would hold its locks for seconds. */
async function endSession(connection: PgConnection, id: string, { pid }: PgSession): Promise<void> {
  await connection.run(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE pid = $1::int AND backend_xid = ($2::xid8)::xid`,
    [pid, id],
  )
}
