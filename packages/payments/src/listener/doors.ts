// Which door a path is. Deciding needs the path alone; whether key and token are right is checked elsewhere.

import type { CallbackChannel } from '../database/changes.ts'

/** A callback path taken apart. What it names is not checked yet. */
export interface Door {
  readonly securityKey: string
  readonly channel: CallbackChannel
  /** The per-payment door: the payment and the token that must fit it. */
  readonly named: { readonly paymentId: string; readonly token: string } | null
}

/** Longer paths than any of ours. */
const MAX_PATH_LENGTH = 512

/** Where no door is, though a caller must not learn that: no key is empty, so it is answered like a wrong key. */
const WALL: Door = { securityKey: '', channel: 'stk', named: { paymentId: '', token: '' } }

/**
 * @param path the request's path, without its query string
 * @param prefixes where doors are, e.g. `/api/mpesa` and `/cb`
 * @returns null for a path that lies under none of them
 */
export function findDoor(path: string, prefixes: readonly string[]): Door | null {
  const prefix = prefixes.find(candidate => path === candidate || path.startsWith(`${candidate}/`))
  if (prefix === undefined) return null
  if (path.length > MAX_PATH_LENGTH) return WALL

  const [securityKey = '', first, second, ...rest] = path.slice(prefix.length + 1).split('/')
  if (securityKey === '' || rest.length > 0) return WALL
  if (first === undefined) return { securityKey, channel: 'stk', named: null }
  if (second === undefined) return WALL
  if (first === 'c2b' && second === 'validation') return { securityKey, channel: 'c2b-validation', named: null }
  if (first === 'c2b' && second === 'confirmation') return { securityKey, channel: 'c2b-confirmation', named: null }
  return { securityKey, channel: 'stk', named: { paymentId: first, token: second } }
}
