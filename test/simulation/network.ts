// The wires between engines and Safaricom: slow, lossy, and able to break on either side of an effect.

import { NotSent, type Transport, type TransportAnswer } from '@harambee/daraja'
import type { CallbackAnswer, OutgoingCallback, Simulator } from '@harambee/simulator'
import { hashBody } from '../journeys/hash-body.ts'
import type { Dice } from './dice.ts'
import type { SimulatedProcess } from './process.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trouble } from './trouble.ts'
import type { Truth } from './truth.ts'

export interface NetworkContext {
  readonly scheduler: Scheduler
  readonly dice: Dice
  readonly simulator: Simulator
  readonly truth: Truth
  readonly processes: readonly SimulatedProcess[]
  readonly trouble: Trouble
  /** Where callbacks come from now. */
  peerAddress(): string
}

export interface Network {
  transport(process: SimulatedProcess): Transport
  postCallback(callback: OutgoingCallback): Promise<CallbackAnswer>
  /** Somebody posts something to one of the engines, and waits for its answer. */
  deliver(path: string, body: string, peerAddress: string): Promise<CallbackAnswer>
}

const HTML: TransportAnswer = {
  status: 200,
  text: '<html><body>Request unsuccessful. Incapsula incident</body></html>',
}

export function createNetwork(context: NetworkContext): Network {
  const { scheduler, dice, truth, trouble } = context
  const posted = new Set<string>()
  /** Payment → the first result code anybody gave it. */
  const firstCodes = new Map<string, string>()
  const latencyMs = () => (dice.happens(0.1) ? dice.whole(500, 6_000) : dice.whole(20, 400))

  function later<T>(delayMs: number, what: string, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      scheduler.at(scheduler.nowMs() + delayMs, what, () => {
        try {
          resolve(work())
        } catch (error) {
          reject(error)
        }
      })
    })
  }

  /** What the wire does to one request. */
  async function exchange(request: Parameters<Transport>[0], about: About): Promise<TransportAnswer> {
    const { kind, paymentId } = about
    const isPush = kind === 'push'
    if (isPush && trouble.strikes('pushUnsent')) {
      trouble.struck('push-unsent', paymentId)
      return later(latencyMs(), 'refused', () => {
        throw new NotSent('ECONNREFUSED')
      })
    }
    if (isPush && paymentId) truth.witness(paymentId).wasPushed = true
    const isLost = isPush ? trouble.strikes('pushRequestLost') : kind === 'query' && trouble.losesQuery()
    if (isLost) {
      trouble.struck(isPush ? 'push-request-lost' : 'query-lost', paymentId)
      return later(request.timeoutMs, 'timeout', () => {
        throw new Error('timeout')
      })
    }
    await later(latencyMs(), `${kind} arrives`, () => {})
    const before = countPrompts()
    const handled = context.simulator.handle({
      method: request.method,
      path: request.url.replace(/^https?:\/\/[^/]+/, ''),
      headers: { ...request.headers },
      body: request.body ?? '',
    })
    // At once: whatever another request asks for meanwhile is not this payment's.
    if (isPush && paymentId) notePrompts(paymentId, before)
    const answered = await handled
    return later(latencyMs(), `${kind} answered`, () => toAnswer(answered, about))
  }

  function toAnswer(answered: Awaited<ReturnType<Simulator['handle']>>, { kind, paymentId }: About): TransportAnswer {
    if (answered === 'cut') {
      trouble.struck('push-answer-lost', paymentId)
      throw new Error('ECONNRESET')
    }
    if (kind === 'push' && trouble.strikes('pushHtml')) {
      trouble.struck('push-html', paymentId)
      return HTML
    }
    noteRefusal(answered.status, answered.body, kind, paymentId)
    // Daraja's own refusal, of which being too busy for this number is one; a gateway's error page says nothing.
    const isRefusal =
      answered.status !== 200 && (answered.status < 500 || /500\.003\.02|500\.001\.1001/.test(answered.body))
    if (kind === 'push' && isRefusal) noteFailed(paymentId)
    if (kind === 'query' && paymentId) noteVerdict(answered.body, paymentId)
    return { status: answered.status, text: answered.body }
  }

  function noteVerdict(body: string, paymentId: string): void {
    const code = /"ResultCode"\s*:\s*"?([^",}]+)/.exec(body)?.[1]
    if (code === undefined || code === '4999') return
    if (code !== '0') noteFailed(paymentId)
    if (code !== '0' && truth.receiptsOf(paymentId).length > 0) truth.witness(paymentId).wasDenied = true
    if (contradicts(paymentId, code)) trouble.struck('query-contradicts', paymentId)
  }

  function noteFailed(paymentId: string | null): void {
    if (paymentId) truth.witness(paymentId).wasCalledFailed = true
  }

  /** Whether something else has been said of it before. */
  function contradicts(paymentId: string, code: string): boolean {
    const firstCode = firstCodes.get(paymentId) ?? code
    firstCodes.set(paymentId, firstCode)
    return firstCode !== code
  }

  /** Trouble the simulator itself has made, told apart by its answer. */
  function noteRefusal(status: number, body: string, kind: About['kind'], paymentId: string | null): void {
    if (status === 503) trouble.struck('outage', paymentId)
    else if (body.includes('404.001.03')) trouble.struck('token-refused', paymentId)
    else if (kind === 'push' && body.includes('Spike Arrest')) trouble.struck('push-throttled', paymentId)
    else if (kind === 'push' && status >= 500 && body.includes('500.003.1001')) trouble.struck('push-5xx', paymentId)
    else if (kind === 'query' && body.includes('500.003.02')) trouble.struck('query-busy', paymentId)
  }

  function findPaymentId(checkoutRequestId: string): string | null {
    for (const [paymentId, { checkouts }] of truth.witnesses) if (checkouts.has(checkoutRequestId)) return paymentId
    return null
  }

  const countPrompts = () => context.simulator.ledger().prompts.length
  function notePrompts(paymentId: string, before: number): void {
    const witness = truth.witness(paymentId)
    for (const prompt of context.simulator.ledger().prompts.slice(before))
      witness.checkouts.add(prompt.checkoutRequestId)
  }

  async function deliver(path: string, body: string, peerAddress: string): Promise<CallbackAnswer> {
    const running = context.processes.filter(process => process.engine !== null)
    const [process] = running.length > 0 ? [dice.pick(running)] : []
    const said = readStk(body)
    if (said && said.code !== '0') noteFailed(readPaymentId(path) ?? findPaymentId(said.checkoutRequestId))
    if (!process) return 'failed'
    return new Promise(resolve => {
      process.run(latencyMs(), 'callback arrives', () => {
        const taken = process.engine?.takeCallback({ path, peerAddress, body: Buffer.from(body) })
        taken?.then(answer => {
          if (process.isAlive) resolve(answer ? { status: answer.status, body: answer.body } : 'failed')
        })
      })
      // Whoever dies with a request in its hands leaves the sender waiting until it gives up.
      scheduler.at(scheduler.nowMs() + 30_000, 'callback times out', () => resolve('failed'))
    })
  }

  return {
    transport: () => request => exchange(request, readAbout(request, findPaymentId)),
    deliver,

    async postCallback({ url, body }) {
      const { pathname } = new URL(url)
      const paymentId = readPaymentId(pathname)
      noteKind(url, body, paymentId)
      if (!context.processes.some(process => process.engine !== null)) {
        trouble.struck('callback-refused', paymentId)
        return later(latencyMs(), 'callback refused', () => 'failed')
      }
      if (trouble.strikes('callbackLost') && dice.happens(0.3)) {
        trouble.struck('callback-lost', paymentId)
        return later(30_000, 'callback times out', () => 'failed')
      }
      const isCut = trouble.strikes('callbackCut')
      const answer = await deliver(pathname, body, context.peerAddress())
      const isTaken = answer !== 'failed' && answer.status === 200
      if (isTaken) noteAcknowledged(body, paymentId)
      if (isCut) {
        trouble.struck('callback-cut', paymentId)
        return 'failed'
      }
      return answer
    },
  }

  /** What a callback on its way says, and what kind of trouble it is. */
  function noteKind(url: string, body: string, paymentId: string | null): void {
    if (!paymentId) return
    if (posted.has(url + body)) trouble.struck('callback-doubled', paymentId)
    posted.add(url + body)
    if (trouble.stateOf(paymentId) === 'created') trouble.struck('callback-before-answer', paymentId)
    const [receipt] = truth.receiptsOf(paymentId)
    if (receipt && scheduler.nowMs() > receipt.completedAtMs + 60_000) trouble.struck('callback-late', paymentId)
    const callback = readStk(body)
    if (!callback) {
      trouble.struck('callback-malformed', paymentId)
      return
    }
    if (callback.code !== '0' && receipt) truth.witness(paymentId).wasDenied = true
    if (contradicts(paymentId, callback.code)) trouble.struck('callback-contradicting', paymentId)
  }

  function noteAcknowledged(body: string, paymentId: string | null): void {
    truth.acknowledged.add(hashBody(body))
    if (!paymentId) return
    const callback = readStk(body)
    if (!callback) return
    const witness = truth.witness(paymentId)
    witness.isCheckoutKnown = true
    if (callback.isProof) witness.hasAcknowledgedSuccess = true
  }
}

/** The payment a callback URL belongs to, or null. */
export function readPaymentId(url: string): string | null {
  return /\/([0-9a-f]{32})\/[0-9a-f]{36}$/.exec(url)?.[1] ?? null
}

interface About {
  readonly kind: 'token' | 'push' | 'query' | 'other'
  readonly paymentId: string | null
}

function readAbout(
  { url, body }: Parameters<Transport>[0],
  findPaymentId: (checkoutRequestId: string) => string | null,
): About {
  if (url.includes('/oauth/')) return { kind: 'token', paymentId: null }
  const sent = JSON.parse(body ?? '{}') as { CallBackURL?: string; CheckoutRequestID?: string }
  if (url.includes('/stkpushquery/')) return { kind: 'query', paymentId: findPaymentId(sent.CheckoutRequestID ?? '') }
  const paymentId = readPaymentId(sent.CallBackURL ?? '')
  return { kind: url.includes('/stkpush/') ? 'push' : 'other', paymentId }
}

/** Just enough of a callback, read by other means than the program's own. `isProof`: paid, with amount and receipt. */
function readStk(body: string): { code: string; checkoutRequestId: string; isProof: boolean } | null {
  try {
    const { Body } = JSON.parse(body) as { Body?: { stkCallback?: Record<string, unknown> } }
    const code = Body?.stkCallback?.ResultCode
    if (code === undefined) return null
    const isProof =
      String(code) === '0' &&
      /"Name":"Amount","Value":"?\d+(?:\.0+)?"?\}/.test(body) &&
      /"Name":"MpesaReceiptNumber","Value":"[A-Z0-9]{10}"/.test(body)
    return { code: String(code), checkoutRequestId: String(Body?.stkCallback?.CheckoutRequestID), isProof }
  } catch {
    return null
  }
}
