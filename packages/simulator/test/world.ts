// A world for a simulator without sockets or real time: a clock that moves when told, and receivers that answer what a
// test says. Everything in it is deterministic.

import {
  type CallbackAnswer,
  createSimulator,
  type DarajaAnswer,
  type DarajaReply,
  type Journal,
  type OutgoingCallback,
  SANDBOX_PASSKEY,
  type Simulator,
  type SimulatorOptions,
} from '@harambee/simulator'

/** 10:02 in Nairobi on a Tuesday. */
export const START_MS = Date.UTC(2026, 10, 24, 7, 2, 11, 345)
export const PHONE = '254700000001'
export const CALLBACK_URL = 'http://127.0.0.1:3001/cb/0a1b/payment-1'
const START_TIMESTAMP = '20261124100211'

/** One POST the simulator made, and when. */
export interface Posted extends OutgoingCallback {
  readonly atMs: number
}

export interface World {
  readonly simulator: Simulator
  readonly posted: Posted[]
  /** What receivers answer from now on. */
  answerWith(answer: (callback: OutgoingCallback) => CallbackAnswer): void
  nowMs(): number
  /** Lets time pass; everything due happens at its moment. */
  pass(ms: number): Promise<void>
  /** Sends a request with a working token. */
  post(path: string, body: object | string, headers?: Record<string, string>): Promise<DarajaAnswer>
  /** Sends a push; `over` replaces or (as undefined) removes fields. */
  push(over?: Record<string, unknown>): Promise<DarajaAnswer>
  query(checkoutRequestId: string, over?: Record<string, unknown>): Promise<DarajaAnswer>
  /** Sends a push that must be accepted, and returns its checkout request. */
  prompt(over?: Record<string, unknown>): Promise<string>
}

interface Timer {
  readonly atMs: number
  readonly run: () => void
}

const ACCEPTED: CallbackAnswer = { status: 200, body: '{"ResultCode":0,"ResultDesc":"Accepted"}' }

export function createWorld(options: Partial<Omit<SimulatorOptions, 'ports'>> = {}, startMs = START_MS): World {
  let nowMs = startMs
  let timers: Timer[] = []
  let receive: (callback: OutgoingCallback) => CallbackAnswer = () => ACCEPTED
  const posted: Posted[] = []
  const simulator = createSimulator({
    seed: 1,
    ...options,
    ports: {
      nowMs: () => nowMs,
      schedule(atMs, run) {
        const timer = { atMs, run }
        timers.push(timer)
        return () => {
          timers = timers.filter(other => other !== timer)
        }
      },
      async postCallback(callback) {
        posted.push({ ...callback, atMs: nowMs })
        return receive(callback)
      },
    },
  })
  let token = ''
  let tokenEndsMs = 0

  const world: World = {
    simulator,
    posted,
    answerWith(answer) {
      receive = answer
    },
    nowMs: () => nowMs,
    async pass(ms) {
      const untilMs = nowMs + ms
      for (;;) {
        await settle()
        const next = timers.toSorted((one, other) => one.atMs - other.atMs)[0]
        if (next === undefined || next.atMs > untilMs) break
        timers = timers.filter(timer => timer !== next)
        nowMs = Math.max(nowMs, next.atMs)
        next.run()
      }
      nowMs = untilMs
    },
    async post(path, body, headers) {
      if (headers === undefined && simulator.nowMs() >= tokenEndsMs) {
        token = await fetchToken(simulator)
        tokenEndsMs = simulator.nowMs() + 3_599_000
      }
      return simulator.handle({
        method: 'POST',
        path,
        headers: headers ?? { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
    },
    push: over => world.post('/mpesa/stkpush/v1/processrequest', pushBody(over)),
    query: (checkoutRequestId, over) =>
      world.post('/mpesa/stkpushquery/v1/query', {
        ...credentials(),
        CheckoutRequestID: checkoutRequestId,
        ...over,
      }),
    async prompt(over) {
      const answer = readBody(await world.push(over))
      if (answer.ResponseCode !== '0') throw new Error(`The push was not accepted: ${JSON.stringify(answer)}`)
      return String(answer.CheckoutRequestID)
    },
  }
  return world
}

export function credentials(shortCode = '174379', passkey = SANDBOX_PASSKEY): Record<string, unknown> {
  return {
    BusinessShortCode: shortCode,
    Password: btoa(`${shortCode}${passkey}${START_TIMESTAMP}`),
    Timestamp: START_TIMESTAMP,
  }
}

/** A push Daraja accepts. */
export function pushBody(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...credentials(),
    TransactionType: 'CustomerPayBillOnline',
    Amount: 500,
    PartyA: PHONE,
    PartyB: '174379',
    PhoneNumber: PHONE,
    CallBackURL: CALLBACK_URL,
    AccountReference: 'MADARASA',
    TransactionDesc: 'Donation',
    ...over,
  }
}

/** A whole answer; fails where the connection was cut. */
export function reply(answer: DarajaAnswer): DarajaReply {
  if (answer === 'cut') throw new Error('The connection was cut.')
  return answer
}

export function readBody(answer: DarajaAnswer): Record<string, unknown> {
  return JSON.parse(reply(answer).body) as Record<string, unknown>
}

export async function fetchToken(simulator: Simulator, key = 'key', secret = 'secret'): Promise<string> {
  const answer = await simulator.handle({
    method: 'GET',
    path: '/oauth/v1/generate?grant_type=client_credentials',
    headers: { authorization: `Basic ${btoa(`${key}:${secret}`)}` },
    body: '',
  })
  return String(readBody(answer).access_token)
}

/** A journal in memory; `lines` is what a disk would hold. */
export function createMemoryJournal(lines: string[] = []): Journal & { lines: string[] } {
  const journal = {
    lines,
    read: () => [...journal.lines],
    append: (line: string) => void journal.lines.push(line),
    replace(fresh: Iterable<string>) {
      journal.lines = [...fresh]
    },
    close: () => {},
  }
  return journal
}

/** Lets everything that waits for nothing but promises happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
