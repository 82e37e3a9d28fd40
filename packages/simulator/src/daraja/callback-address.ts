// Which addresses Daraja posts to: https, or http to this machine, without the words it forbids where it forbids them.

import type { Core } from '../core.ts'
import type { FieldRule } from './fields.ts'

const MAX_LENGTH = 2_048

/** Registering C2B addresses with one of these words in them fails; a push with them was accepted. */
const FORBIDDEN_WORDS = ['m-pesa', 'mpesa', 'safaricom', 'exec', 'exe', 'cmd', 'sql', 'query'] as const

/** Rule for `CallBackURL`, `ResultURL` and their like. */
export const CALLBACK_ADDRESS: FieldRule = {
  json: 'text',
  isValid: (text, core) => isCallbackAddress(text, core) && (!core.strict.urlWords || findForbiddenWord(text) === null),
}

/** Rule for C2B addresses: their words are refused by a message of its own, see {@link findForbiddenWord}. */
export const C2B_ADDRESS: FieldRule = { json: 'text', isValid: isCallbackAddress }

/** The first forbidden word in an address, in capitals as Daraja's message names it; null where there is none. */
export function findForbiddenWord(text: string): string | null {
  const lower = text.toLowerCase()
  return FORBIDDEN_WORDS.find(word => lower.includes(word))?.toUpperCase() ?? null
}

/** Whether a host name is this machine: `localhost`, `127.…`, `[::1]`. */
export function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\./.test(hostname)
}

function isCallbackAddress(text: string, core: Core): boolean {
  if (text.length > MAX_LENGTH || !URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '' || hostname === '') return false
  if (core.strict.hostCase && /^https?:\/\/[^/?#]*[A-Z]/.test(text)) return false
  if (protocol === 'https:') return true
  return protocol === 'http:' && !core.strict.https && isLoopbackName(hostname)
}
