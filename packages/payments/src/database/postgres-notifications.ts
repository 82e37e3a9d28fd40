// News of what other processes have committed: a connection of its own that listens, and beneath it a look now and then,
// because notifications are not kept for whoever is not connected.

import type { Log } from '../log.ts'
import type { SetTimer } from '../ports.ts'
import type { PgConnection } from './postgres-connection.ts'

/** Should a notification have been lost. */
const LOOK_MS = 2_000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 4_000

const CHANNEL = 'harambee_changes'
/** A payload has to be shorter than 8,000 bytes; an id has 32. */
const MAX_IDS = 200

export interface NotificationOptions {
  readonly open: (onNotify: (payload: string) => void, onLost: (error: Error) => void) => PgConnection
  readonly setTimer: SetTimer
  readonly log: Log
  /** @param paymentIds the payments that have changed; undefined: any */
  readonly onChange: (paymentIds?: readonly string[]) => void
}

/** Tells all processes, once the transaction is committed, which payments it has changed. */
export function notify(connection: PgConnection, paymentIds: readonly string[]) {
  const payload = paymentIds.length > MAX_IDS ? '' : paymentIds.join(',')
  return connection.run('SELECT pg_notify($1, $2)', [CHANNEL, payload])
}

/** Listens until called off, again and again where the connection is lost. */
export function listen({ open, setTimer, log, onChange }: NotificationOptions): () => void {
  let connection: PgConnection | null = null
  let failures = 0
  let isStopped = false
  let cancelLook = () => {}
  let cancelAgain = () => {}

  function begin(): void {
    const opened = open(
      payload => (payload === '' ? onChange() : onChange(payload.split(','))),
      error => lose(opened, error),
    )
    connection = opened
    opened.run(`LISTEN ${CHANNEL}`).then(
      () => {
        if (failures > 0) log.info('changes of other processes are told at once again')
        failures = 0
        // What was told meanwhile, nobody has heard.
        if (!isStopped) onChange()
      },
      error => {
        opened.destroy()
        lose(opened, error)
      },
    )
  }

  function lose(lost: PgConnection, error: unknown): void {
    if (isStopped || connection !== lost) return
    connection = null
    if (failures === 0) {
      log.warn('changes of other processes are looked for, because the connection that tells of them is lost', {
        error: error instanceof Error ? error.message : String(error),
      })
    }
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)
    failures += 1
    cancelAgain = setTimer(pauseMs, begin)
  }

  function look(): void {
    onChange()
    // Only what is asked can fall silent: a connection that says nothing may be dead. Losing it is told above.
    connection?.run('SELECT 1').catch(() => {})
    cancelLook = setTimer(LOOK_MS, look)
  }

  begin()
  cancelLook = setTimer(LOOK_MS, look)
  return () => {
    isStopped = true
    cancelLook()
    cancelAgain()
    connection?.destroy()
  }
}
