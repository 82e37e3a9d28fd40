// What a callback meets, apart from HTTP: is the sender allowed, are key and token right, is it stored. Nothing is
// decided and nothing parsed here; the answer is the same for right and wrong keys, and for what is stored often enough.

import type { IpMode } from './allow-list.ts'
import { toBodyOwner } from './audit.ts'
import type { CallbackCaps } from './callback-caps.ts'
import { type CallbackTokens, isSecurityKey } from './callback-url.ts'
import type { FrontLineNotes } from './front-line-notes.ts'
import type { InboxWriter } from './inbox-writer.ts'
import type { Door } from './listener/doors.ts'
import { toErrorText } from './log.ts'
import type { ListenerMetrics } from './metrics.ts'
import { isPaymentId, type PaymentId } from './payment.ts'
import type { Ports } from './ports.ts'
import type { Sealer } from './sealing.ts'

export interface ReceiveContext {
  readonly ports: Ports
  readonly inbox: InboxWriter
  readonly caps: CallbackCaps
  readonly notes: Pick<FrontLineNotes, 'hear' | 'meet'>
  readonly sealer: Sealer
  readonly tokens: CallbackTokens
  readonly securityKeys: readonly string[]
  readonly isAllowed: (address: string) => boolean
  readonly ipMode: IpMode
  readonly metrics: ListenerMetrics
  /** Has Daraja asked about a payment whose callback was turned away. */
  readonly askSoon: (paymentId: PaymentId) => Promise<void>
}

/** Safaricom reads code and description; both doors and both outcomes get these bytes. */
export const ACCEPTED = '{"ResultCode":0,"ResultDesc":"Accepted"}'
export const NOT_ALLOWED = '{"error":"IP not whitelisted"}'
export const NOT_STORED = '{"error":"not stored, send it again"}'

/**
 * Whether the sender's address may use the doors at all. Where it may not but the path names a payment rightly, that
 * payment is asked about: the callback may have been a real one from a new address.
 */
export function mayEnter(
  context: ReceiveContext,
  peerAddress: string,
  method: string | undefined,
  door: Door | null,
): boolean {
  if (context.ipMode !== 'enforce' || context.isAllowed(peerAddress)) return true
  // Whoever looks at a door without bringing anything is no callback that was turned away.
  if (method !== 'POST') return false
  context.metrics.callbacks.inc({ answer: 'not-allowed' })
  const isKey = door !== null && isSecurityKey(context.securityKeys, door.securityKey)
  const paymentId = door && toNamedPayment(context, door, isKey)
  // Whoever has neither key nor token is the internet knocking, which is counted and leaves no other trace.
  if (isKey && (door.named === null || paymentId)) context.notes.meet(peerAddress, false)
  if (paymentId) ask(context, paymentId)
  return false
}

/**
 * Stores the body where key and token are right, and answers the same either way.
 * @returns false where it ought to be stored and is not: the sender must be told to come back
 */
export async function receiveCallback(
  context: ReceiveContext,
  door: Door,
  peerAddress: string,
  body: Uint8Array,
): Promise<boolean> {
  const { ports, metrics } = context
  const isKey = isSecurityKey(context.securityKeys, door.securityKey)
  const namedId = toNamedPayment(context, door, isKey)
  if (!isKey || (door.named !== null && namedId === null)) {
    metrics.callbacks.inc({ answer: 'wrong-key' })
    return true
  }
  try {
    const row = {
      receivedAtMs: ports.nowMs(),
      peerAddress,
      isAllowed: context.ipMode === 'off' || context.isAllowed(peerAddress),
      door: door.named ? ('payment' as const) : ('key' as const),
      channel: door.channel,
      namedId,
    }
    const bodyHash = context.sealer.hashBody(body)
    const turnedAway = await context.caps.store(row, bodyHash, () => {
      const bodySealed = context.sealer.seal(body, toBodyOwner(row))
      return context.inbox.store({ ...row, bodySealed, bodyHash })
    })
    if (!row.isAllowed) context.notes.meet(peerAddress, true)
    if (turnedAway > 0) {
      passOver(context, namedId, turnedAway)
      return true
    }
  } catch (error) {
    metrics.callbacks.inc({ answer: 'not-stored' })
    ports.log.error('a callback could not be stored and was refused with 503', { error: toErrorText(error) })
    return false
  }
  metrics.callbacks.inc({ answer: 'stored' })
  context.notes.hear(door.securityKey)
  ports.log.story('A callback arrived and is stored on disk; now Safaricom is answered.', { paymentId: namedId })
  return true
}

/** Enough of this is stored. What was not may have been the real one: Daraja is asked instead, once. */
function passOver(context: ReceiveContext, paymentId: PaymentId | null, turnedAway: number): void {
  context.metrics.callbacks.inc({ answer: 'enough' })
  if (turnedAway > 1) return
  context.ports.log.warn('as many callbacks of one kind are stored as ever will be; further ones are only counted', {
    paymentId,
  })
  if (paymentId) ask(context, paymentId)
}

function ask(context: ReceiveContext, paymentId: PaymentId): void {
  context.askSoon(paymentId).catch(error => {
    context.ports.log.error('could not plan a query', { paymentId, error: toErrorText(error) })
  })
}

/** The payment a path names, where its token fits. The token is compared even where the id cannot be one. */
function toNamedPayment(context: ReceiveContext, door: Door, isKey: boolean): PaymentId | null {
  if (!door.named) return null
  const { paymentId, token } = door.named
  const isRight = context.tokens.isToken(paymentId as PaymentId, token)
  return isRight && isKey && isPaymentId(paymentId) ? paymentId : null
}
