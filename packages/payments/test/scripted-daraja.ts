// Daraja as a test wants it: every call is recorded, and answered as the test says at that moment.

import { NotSent, type Transport, type TransportAnswer } from '@harambee/daraja'

export interface ScriptedDaraja {
  readonly transport: Transport
  /** Bodies of the pushes and queries that came, oldest first. */
  readonly pushes: Record<string, string>[]
  readonly queries: Record<string, string>[]
  tokensMade: number
  /** What the next calls are answered. May be replaced at any time. */
  push: (body: Record<string, string>, token: string) => Answer | Promise<Answer>
  query: (body: Record<string, string>, token: string) => Answer | Promise<Answer>
}

/** An HTTP answer; `reset`: the connection broke after sending; `unsent`: it never opened. */
export type Answer = TransportAnswer | 'reset' | 'unsent'

/** A Daraja that takes every push and knows nothing of any query yet. */
export function createScriptedDaraja(): ScriptedDaraja {
  let checkouts = 0
  const daraja: ScriptedDaraja = {
    pushes: [],
    queries: [],
    tokensMade: 0,
    push: () => {
      checkouts += 1
      return accepted(`ws_CO_${checkouts}`, `merchant-${checkouts}`)
    },
    query: () => processing(),
    async transport({ url, body, headers }) {
      if (url.includes('/oauth/')) {
        daraja.tokensMade += 1
        return json(200, { access_token: `token-${daraja.tokensMade}`, expires_in: '3599' })
      }
      const parsed = JSON.parse(body ?? '{}') as Record<string, string>
      const isPush = url.includes('/stkpush/')
      const made = isPush ? daraja.pushes : daraja.queries
      made.push(parsed)
      const token = (headers.authorization ?? '').replace('Bearer ', '')
      const answer = await (isPush ? daraja.push : daraja.query)(parsed, token)
      if (answer === 'unsent') throw new NotSent('ECONNREFUSED')
      if (answer === 'reset') throw new Error('ECONNRESET')
      return answer
    },
  }
  return daraja
}

export function json(status: number, body: object): TransportAnswer {
  return { status, text: JSON.stringify(body) }
}

export function accepted(checkoutRequestId: string, merchantRequestId: string): TransportAnswer {
  return json(200, {
    MerchantRequestID: merchantRequestId,
    CheckoutRequestID: checkoutRequestId,
    ResponseCode: '0',
    ResponseDescription: 'Success. Request accepted for processing',
    CustomerMessage: 'Success. Request accepted for processing',
  })
}

export function errorBody(status: number, errorCode: string, errorMessage: string): TransportAnswer {
  return json(status, { requestId: '1-2-3', errorCode, errorMessage })
}

export function processing(): TransportAnswer {
  return errorBody(500, '500.001.1001', 'The transaction is being processed')
}

/** A query's verdict. */
export function result(resultCode: string): TransportAnswer {
  return json(200, {
    ResponseCode: '0',
    ResponseDescription: 'The service request has been accepted successsfully',
    ResultCode: resultCode,
    ResultDesc: 'text that must not matter',
  })
}
