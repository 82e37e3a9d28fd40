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

/**
 * @param path the request's path, without its query string
 * @param prefixes where doors are, e.g. `/api/mpesa` and `/cb`
 * @returns null for a path that is no callback path
 */
export function findDoor(path: string, prefixes: readonly string[]): Door | null {
  if (path.length > MAX_PATH_LENGTH) return null
  for (const prefix of prefixes) {
    if (!path.startsWith(`${prefix}/`)) continue
    const segments = path.slice(prefix.length + 1).split('/')
    const [securityKey = '', first, second, ...rest] = segments
    if (securityKey === '' || rest.length > 0) continue

    if (first === undefined) return { securityKey, channel: 'stk', named: null }
    if (second === undefined) continue
    if (first === 'c2b' && second === 'validation') return { securityKey, channel: 'c2b-validation', named: null }
    if (first === 'c2b' && second === 'confirmation') return { securityKey, channel: 'c2b-confirmation', named: null }
    return { securityKey, channel: 'stk', named: { paymentId: first, token: second } }
  }
  return null
}
