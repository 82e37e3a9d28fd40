// What the listener notes down beside the callbacks: through which security key they came, so that it can be told when an
// old one may go, and which addresses brought a right token though they are not on the allow-list. Written together, at
// most once a minute, never in a callback's own transaction; junk, whose key is wrong, is never noted.

import type { Database } from './database/database.ts'
import { toErrorText } from './log.ts'
import type { Ports } from './ports.ts'
import { saveFrontLine, type UnlistedAddress } from './queries/save-front-line.ts'
import type { Sealer } from './sealing.ts'

export interface FrontLineNotes {
  /** This process listens from now on: the first key is in use. Nothing is noted before. */
  begin(): void
  /** A callback came through this key, and is stored. */
  hear(securityKey: string): void
  /** A callback with right key and token came from an address that is not on the list. */
  meet(peerAddress: string, wasStored: boolean): void
  /** Writes what is left. */
  close(): Promise<void>
}

const LEAST_BETWEEN_WRITES_MS = 60_000
/** Whoever has a token and a whole network would fill the memory otherwise. */
const MOST_ADDRESSES = 1_000

/** @param securityKeys the first is the one in new URLs */
export function createFrontLineNotes(
  { database, ports, sealer }: { readonly database: Database; readonly ports: Ports; readonly sealer: Sealer },
  securityKeys: readonly string[],
): FrontLineNotes {
  const idOf = new Map(securityKeys.map(key => [key, toSecurityKeyId(sealer, key)]))
  const heard = new Map<string, number>()
  const met = new Map<string, UnlistedAddress>()
  let isBegun = false
  /** Until it is written down that the first key is in use. */
  let isFirstKnown = false
  let writtenAtMs = Number.NEGATIVE_INFINITY
  let writing: Promise<void> | null = null
  let cancel: (() => void) | null = null

  async function write(): Promise<void> {
    cancel?.()
    cancel = null
    writtenAtMs = ports.nowMs()
    const firstKeyId = isFirstKnown ? null : (idOf.get(securityKeys[0] ?? '') ?? null)
    const notes = { firstKeyId, heard: [...heard], met: [...met.values()] }
    heard.clear()
    met.clear()
    for (const { peerAddress, callbacks, wasStored } of notes.met) {
      ports.log.warn('callbacks with a right token came from an address that is not on the allow-list', {
        peerAddress,
        callbacks,
        wasStored,
      })
    }
    try {
      await saveFrontLine(database, notes, writtenAtMs)
      isFirstKnown = true
    } catch (error) {
      // What comes next is noted again.
      ports.log.warn('could not note which keys and addresses callbacks came from', { error: toErrorText(error) })
      writeLater()
    }
  }

  function begin(): void {
    writing ??= write().finally(() => {
      writing = null
      if (heard.size > 0 || met.size > 0) writeLater()
    })
  }

  /** Now, where nothing has been written for a while. */
  function writeLater(): void {
    if (cancel || !isBegun) return
    // A clock that was set back does not make anybody wait longer.
    const waitMs = Math.min(writtenAtMs + LEAST_BETWEEN_WRITES_MS - ports.nowMs(), LEAST_BETWEEN_WRITES_MS)
    if (waitMs <= 0) begin()
    else cancel = ports.setTimer(waitMs, begin)
  }

  return {
    begin() {
      isBegun = true
      begin()
    },
    hear(securityKey) {
      const id = idOf.get(securityKey)
      if (!isBegun || id === undefined) return
      heard.set(id, ports.nowMs())
      writeLater()
    },
    meet(peerAddress, wasStored) {
      if (!isBegun || (met.size >= MOST_ADDRESSES && !met.has(peerAddress))) return
      const nowMs = ports.nowMs()
      const before = met.get(peerAddress)
      met.set(peerAddress, {
        peerAddress,
        firstAtMs: before?.firstAtMs ?? nowMs,
        lastAtMs: nowMs,
        callbacks: (before?.callbacks ?? 0) + 1,
        wasStored,
      })
      writeLater()
    },
    async close() {
      cancel?.()
      await writing
      if (isBegun && (heard.size > 0 || met.size > 0)) await write()
      cancel?.()
      isBegun = false
    },
  }
}

/** How a security key is named in the database: nobody reads the key from it. */
export function toSecurityKeyId(sealer: Sealer, securityKey: string): string {
  return sealer.sign('security-key', [securityKey]).slice(0, 16)
}
