// One authorised call: branch on the body first, then on the status, and never guess what is not known.

import type { AccessTokens } from './access-token.ts'
import { type DarajaProblemReason, type Rejected, rejected, type Unknown, unknown } from './errors.ts'
import { readErrorBody } from './read-answer.ts'
import { redact } from './secrets.ts'
import { NotSent, type Transport, type TransportAnswer } from './transport.ts'

/** What every call needs. `secrets` are taken out of every message. */
export interface Connection {
  readonly baseUrl: string
  readonly transport: Transport
  readonly tokens: AccessTokens
  readonly secrets: readonly string[]
}

/** An answer with no error body and an HTTP status below 300, for the endpoint's own reader. */
export type Answer = { readonly outcome: 'answered'; readonly answer: TransportAnswer }

/**
 * Posts JSON with the shared token. A refused token is renewed once and the call sent again: a refusal has no effect.
 * Nothing else is ever sent twice.
 */
export async function callDaraja(
  connection: Connection,
  path: string,
  body: object,
  timeoutMs: number,
): Promise<Answer | Rejected | Unknown> {
  const first = await connection.tokens.get()
  if ('outcome' in first) return first

  const attempt = await post(connection, path, body, timeoutMs, first.token)
  if (attempt.outcome !== 'rejected' || attempt.problem.reason !== 'unauthorised') return attempt

  const second = await connection.tokens.renew(first.token)
  if ('outcome' in second) return second
  return post(connection, path, body, timeoutMs, second.token)
}

async function post(
  connection: Connection,
  path: string,
  body: object,
  timeoutMs: number,
  token: string,
): Promise<Answer | Rejected | Unknown> {
  let answer: TransportAnswer
  try {
    answer = await connection.transport({
      method: 'POST',
      url: connection.baseUrl + path,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify(body),
      timeoutMs,
    })
  } catch (error) {
    if (error instanceof NotSent) return rejected('unreachable', { message: `Daraja could not be reached` })
    return unknown({ message: 'no whole answer came back' })
  }

  const httpStatus = answer.status
  const error = readErrorBody(answer.text)
  if (error) {
    const message = redact(error.message, [token, ...connection.secrets])
    const reason = classifyErrorCode(error.code, error.message, httpStatus)
    const details = { errorCode: error.code, message, httpStatus }
    return reason ? rejected(reason, details) : unknown(details)
  }
  if (httpStatus === 429) return rejected('throttled', { message: 'too many requests', httpStatus })
  if (httpStatus >= 200 && httpStatus < 300) return { outcome: 'answered', answer }
  return unknown({ message: `HTTP ${httpStatus} without a readable error body`, httpStatus })
}

/**
 * Which refusals certainly had no effect (docs/daraja.md §2). One code, 500.001.1001, has several meanings: on a push
 * they are all refusals and differ by message; what it means on a query is read in `stk-query.ts`.
 * @returns null where the effect is unknown
 */
export function classifyErrorCode(code: string, message: string, httpStatus: number): DarajaProblemReason | null {
  if (code === '404.001.03' || code === '404.001.04' || code.startsWith('401.')) return 'unauthorised'
  if (code.startsWith('400.')) return 'invalid-request'
  if (code.startsWith('404.') || code === '405.001') return 'no-such-resource'
  if (code === '500.003.02' || code === '500.003.03' || code.startsWith('429') || httpStatus === 429) return 'throttled'
  if (code === '500.001.1001') return /lock subscriber|already in process/i.test(message) ? 'payer-busy' : 'merchant'
  return null
}
