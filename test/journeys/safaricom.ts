// What a test does on Safaricom's side: the simulator's control API, as anybody could call it.

import { poll } from './poll.ts'

export interface Prompt {
  readonly checkoutRequestId: string
  readonly phoneNumber: string
  readonly amountKes: number
  readonly shortCode: string
  readonly accountReference: string
  readonly state: string
  readonly createdAt: string
}

export interface Receipt {
  readonly receiptNumber: string
  readonly amountKes: number
  readonly phoneNumber: string
  readonly checkoutRequestId: string | null
}

export interface Safaricom {
  /** The prompt on a phone, once it is there. */
  promptOf(phoneNumber: string): Promise<Prompt>
  answer(checkoutRequestId: string, action: 'pay' | 'cancel' | 'ignore' | 'wrong-pin'): Promise<void>
  setSubscriber(phoneNumber: string, facts: object): Promise<void>
  setFaults(faults: object): Promise<void>
  /** Pays from the phone's own menu. */
  payByHand(payment: {
    phoneNumber: string
    accountReference: string
    amountKes: number
  }): Promise<{ receiptNumber: string | null }>
  ledger(): Promise<{ receipts: Receipt[]; prompts: Prompt[] }>
  requests(): Promise<{ path: string; body: string; status: number; response?: string }[]>
  advance(advanceMs: number): Promise<void>
}

export function connectToSafaricom(url: string): Safaricom {
  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(url + path, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  return {
    async promptOf(phoneNumber) {
      return until(`a prompt on ${phoneNumber}`, async () => {
        const prompts = await call<Prompt[]>('GET', '/_sim/prompts')
        return prompts.find(prompt => prompt.phoneNumber === phoneNumber)
      })
    },
    answer: (id, action) => call('POST', `/_sim/prompts/${id}`, { action }),
    setSubscriber: (phoneNumber, facts) => call('PUT', `/_sim/subscribers/${phoneNumber}`, facts),
    setFaults: faults => call('PUT', '/_sim/faults', faults),
    payByHand: payment => call('POST', '/_sim/paybill', { shortCode: '174379', ...payment }),
    ledger: () => call('GET', '/_sim/ledger'),
    requests: () => call('GET', '/_sim/requests'),
    advance: advanceMs => call('POST', '/_sim/clock', { advanceMs }),
  }
}

/** Every look is a request, or a whole command. */
const LOOK_EVERY_MS = 50

/** Looks again and again until there is something. @throws when there is nothing for a minute */
export function until<T>(what: string, look: () => Promise<T | undefined | null | false>): Promise<T> {
  return poll(what, look, undefined, LOOK_EVERY_MS)
}
