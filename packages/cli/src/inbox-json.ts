// A stored callback as the command line shows it.

import type { InboxEntry } from '@harambee/payments'
import { toIso } from './payment-json.ts'

export function toInboxJson(entry: InboxEntry) {
  return {
    id: entry.id,
    receivedAt: toIso(entry.receivedAtMs),
    peerAddress: entry.peerAddress,
    allowed: entry.isAllowed,
    door: entry.door,
    channel: entry.channel,
    verdict: entry.verdict,
    because: entry.because,
    paymentId: entry.paymentId,
    ...toBodyJson(entry.rawBody),
  }
}

/** The text, exactly; where the bytes are not text, the bytes as well. null where they do not open. */
function toBodyJson(body: Buffer | null): { rawBody: string | null; rawBodyBase64?: string } {
  if (body === null) return { rawBody: null }
  try {
    return { rawBody: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body) }
  } catch {
    return { rawBody: body.toString('utf8'), rawBodyBase64: body.toString('base64') }
  }
}
