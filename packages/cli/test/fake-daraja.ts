// Daraja over HTTP as a test wants it: every call is recorded, and answered as the test says at that moment.

import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'

export interface FakeAnswer {
  readonly status: number
  readonly body: object
}

export interface FakeDaraja {
  readonly port: number
  readonly pushes: Record<string, string>[]
  readonly queries: Record<string, string>[]
  /** What the next calls are answered. May be replaced at any time. */
  token: () => FakeAnswer
  push: () => FakeAnswer
  query: () => FakeAnswer
  /** Pull Transactions, registration and list alike. */
  pull: (body: Record<string, string>) => FakeAnswer
}

/** Takes every push and knows nothing of any query yet. Closed when the test ends. */
export async function startFakeDaraja(context: TestContext): Promise<FakeDaraja> {
  let made = 0
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(daraja, request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const daraja: FakeDaraja = {
    port: typeof address === 'object' && address ? address.port : 0,
    pushes: [],
    queries: [],
    token: () => ({ status: 200, body: { access_token: 'a'.repeat(28), expires_in: '3599' } }),
    push: () => {
      made += 1
      return accepted(`ws_CO_2411202612000000070000000${made}`, `2654-4b64-97ff-${made}`)
    },
    query: () => refused(500, '500.001.1001', 'The transaction does not Exist'),
    pull: () => refused(500, '500.001.1001', 'The short code is not registered.'),
  }
  context.after(() => {
    server.closeAllConnections()
    return new Promise(resolve => server.close(resolve))
  })
  return daraja
}

async function answer(daraja: FakeDaraja, request: IncomingMessage): Promise<FakeAnswer> {
  const body = await text(request)
  if (request.url?.startsWith('/oauth/')) return daraja.token()
  if (request.url?.includes('/stkpush/')) {
    daraja.pushes.push(JSON.parse(body))
    return daraja.push()
  }
  if (request.url?.includes('/stkpushquery/')) {
    daraja.queries.push(JSON.parse(body))
    return daraja.query()
  }
  if (request.url?.startsWith('/pulltransactions/')) return daraja.pull(JSON.parse(body))
  if (request.url === '/health') return { status: 200, body: { status: 'ok' } }
  // The text message gateway beside it.
  if (request.url?.startsWith('/version1/user')) return { status: 200, body: { UserData: { balance: 'KES 1.00' } } }
  return { status: 404, body: { requestId: '1', errorCode: '404.001.01', errorMessage: 'Resource not found' } }
}

export function accepted(checkoutRequestId: string, merchantRequestId: string): FakeAnswer {
  return {
    status: 200,
    body: {
      MerchantRequestID: merchantRequestId,
      CheckoutRequestID: checkoutRequestId,
      ResponseCode: '0',
      ResponseDescription: 'Success. Request accepted for processing',
      CustomerMessage: 'Success. Request accepted for processing',
    },
  }
}

export function refused(status: number, errorCode: string, errorMessage: string): FakeAnswer {
  return { status, body: { requestId: '1-2-3', errorCode, errorMessage } }
}

/** A query's verdict. */
export function verdict(resultCode: string): FakeAnswer {
  return {
    status: 200,
    body: { ResponseCode: '0', ResponseDescription: 'ok', ResultCode: resultCode, ResultDesc: 'text' },
  }
}
