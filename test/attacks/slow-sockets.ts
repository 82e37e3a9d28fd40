// Many connections at once that do next to nothing: a byte a second, or not even that.

import { connect, type Socket } from 'node:net'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { poll } from '../journeys/poll.ts'

/** What one of them sends. */
export interface Slowness {
  readonly name: string
  readonly first: string
  /** Sent every second; empty: nothing more is ever sent. */
  readonly every: string
}

export interface SlowSockets {
  /** Those the server has not ended yet. */
  readonly open: number
  /** Those it has. */
  readonly ended: number
  /** From now on, whoever is cut off comes back at once. */
  comeBack(isComing: boolean): void
  /** Waits until the server has ended every one. @throws saying which are still open */
  untilEnded(deadlineMs?: number): Promise<void>
}

/** A server is given this many new connections at a time: its queue of those not accepted yet is short. */
const OPENING_AT_ONCE = 100
const BYTE_EVERY_MS = 1_000
const LOOK_EVERY_MS = 100

/** Opens `count` of them, of each kind as many. Resolves when all are there. */
export async function openSlowSockets(
  context: CleanUps,
  port: number,
  kinds: readonly Slowness[],
  count: number,
): Promise<SlowSockets> {
  const open = new Map<Socket, Slowness>()
  let ended = 0
  let isComing = false
  let isOver = false

  function openOne(kind: Slowness): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('connect', () => {
        open.set(socket, kind)
        if (kind.first !== '') socket.write(kind.first)
        socket.resume()
        resolve()
      })
      // Once it is there, an error is one way of being cut off.
      socket.on('error', error => {
        if (!open.has(socket)) reject(error)
      })
      socket.on('close', () => {
        if (!open.delete(socket) || isOver) return
        ended += 1
        if (isComing) openOne(kind).catch(() => {})
      })
    })
  }

  const trickle = setInterval(() => {
    for (const [socket, { every }] of open) if (every !== '') socket.write(every)
  }, BYTE_EVERY_MS)
  context.after(() => {
    isOver = true
    clearInterval(trickle)
    for (const socket of open.keys()) socket.destroy()
  })

  for (let opened = 0; opened < count; opened += OPENING_AT_ONCE) {
    const batch = Math.min(OPENING_AT_ONCE, count - opened)
    await Promise.all(
      Array.from({ length: batch }, (_, index) => openOne(kinds[(opened + index) % kinds.length] as Slowness)),
    )
  }
  const toKinds = () =>
    kinds.map(({ name }) => `${name}: ${[...open.values()].filter(kind => kind.name === name).length}`).join(', ')
  return {
    get open() {
      return open.size
    },
    get ended() {
      return ended
    },
    comeBack(is) {
      isComing = is
    },
    async untilEnded(deadlineMs) {
      try {
        await poll('the server to end every slow connection', () => open.size === 0, deadlineMs, LOOK_EVERY_MS)
      } catch (cause) {
        throw new Error(`still open: ${toKinds()}`, { cause })
      }
    },
  }
}
