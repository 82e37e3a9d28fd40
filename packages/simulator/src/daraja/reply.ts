// Requests to Daraja and its answers, as plain values: the same for a socket and for a simulation.

import type { Core } from '../core.ts'

/** One HTTP request. Header names are in lower case; the path holds the query string. */
export interface DarajaRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** One whole HTTP answer. */
export interface DarajaReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** `'cut'`: the connection ends without an answer. */
export type DarajaAnswer = DarajaReply | 'cut'

const JSON_HEADERS = { 'content-type': 'application/json;charset=UTF-8' } as const

/** A JSON answer. */
export function toReply(status: number, body: object): DarajaReply {
  return { status, headers: JSON_HEADERS, body: JSON.stringify(body) }
}

/** Daraja's error body. */
export function refuse(
  core: Core,
  status: number,
  errorCode: string,
  errorMessage: string,
  requestId: string = core.identifiers.requestId(),
): DarajaReply {
  return toReply(status, { requestId, errorCode, errorMessage })
}

/** `400.002.02`: one field is missing or cannot be. Daraja names the first it stumbles over. */
export function refuseField(core: Core, name: string): DarajaReply {
  return refuse(core, 400, '400.002.02', `Bad Request - Invalid ${name}`)
}

/** `400.002.05`: not a JSON object at all. */
export function refusePayload(core: Core): DarajaReply {
  return refuse(core, 400, '400.002.05', 'Invalid Request Payload')
}

/** `404.001.01`: no such path. */
export function refusePath(core: Core): DarajaReply {
  return refuse(core, 404, '404.001.01', 'Resource not found')
}

/** `405.001`. */
export function refuseMethod(core: Core): DarajaReply {
  return refuse(core, 405, '405.001', 'Method Not Allowed')
}

/** `500.003.02`, also where the simulator itself holds all it can. */
export function refuseBusy(core: Core): DarajaReply {
  return refuse(core, 500, '500.003.02', 'System is busy. Please try again in few minutes.')
}
