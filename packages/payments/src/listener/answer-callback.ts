// What a callback is answered, apart from HTTP: the order of the checks, and the bytes of each answer.

import {
  ACCEPTED,
  mayEnter,
  NOT_ALLOWED,
  NOT_STORED,
  type ReceiveContext,
  receiveCallback,
} from '../receive-callback.ts'
import type { Door } from './doors.ts'

/** A request to a callback path. */
export interface CallbackRequest {
  readonly door: Door
  readonly method: string
  /** The true address of the sender. */
  readonly peerAddress: string
  /** The body is compressed, or encoded in some other way. */
  readonly isEncoded: boolean
  /** Called only where the body matters; null: it is larger than a callback can be. */
  readBody(): Promise<Uint8Array | null>
}

export interface CallbackAnswer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  /** The body was not read to its end: the connection cannot be used again. */
  readonly isFinal: boolean
}

/** Checks in the order people rely on (address, method, encoding, size, key and token), and stores. */
export async function answerCallback(context: ReceiveContext, request: CallbackRequest): Promise<CallbackAnswer> {
  const { door, method, peerAddress } = request
  if (!mayEnter(context, peerAddress, method, door)) return refuse(403, NOT_ALLOWED)
  if (method !== 'POST') return refuse(405, '{"error":"callbacks are sent with POST"}', { allow: 'POST' })
  if (request.isEncoded) return refuse(415, '{"error":"send the body as it is, not compressed"}')

  const body = await request.readBody()
  if (body === null) {
    context.metrics.callbacks.inc({ answer: 'too-large' })
    return refuse(413, '{"error":"a callback has at most 16 KiB"}')
  }
  const isTaken = await receiveCallback(context, door, peerAddress, body)
  return isTaken
    ? { status: 200, body: ACCEPTED, isFinal: false }
    : { status: 503, body: NOT_STORED, headers: { 'retry-after': '5' }, isFinal: false }
}

function refuse(status: number, body: string, headers?: CallbackAnswer['headers']): CallbackAnswer {
  return { status, body, isFinal: true, ...(headers && { headers }) }
}
