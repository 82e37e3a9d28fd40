// Callbacks besides those of the gifts, so that there are many: strangers' requests, deliveries repeated, bodies nobody can
// read, and money nobody has asked for. All with the right key, so that each has to be stored before it is answered.

import { pass } from '../journeys/poll.ts'
import type { Dice } from '../simulation/dice.ts'
import type { Safaricom } from './open-safaricom.ts'

export interface Callers {
  /** Stops, and waits for the answers. */
  stop(): Promise<void>
  readonly sent: number
}

/** Deliveries under way at once. */
const MOST_AT_ONCE = 32

/** @param everyMs how long to wait between two deliveries */
export function startCallers(safaricom: Safaricom, options: { dice: Dice; key: string; everyMs: number }): Callers {
  const { dice, key, everyMs } = options
  const underWay = new Set<Promise<void>>()
  let isStopped = false
  let sent = 0

  async function sendOne(): Promise<void> {
    const { path, body } = make(sent)
    sent += 1
    await safaricom.deliver(path, body)
  }

  function make(number: number): { path: string; body: string } {
    const kind = dice.whole(0, 9)
    const base = `/api/mpesa/${key}`
    if (kind < 3 && safaricom.recent.length > 0) return dice.pick(safaricom.recent)
    if (kind < 4) return { path: base, body: `{"Body":{"stkCallback":{"CheckoutRequestID":"ws_CO_broken_${number}` }
    if (kind < 5) return { path: `${base}/c2b/confirmation`, body: toConfirmation(number, dice) }
    return { path: base, body: toStranger(number, dice) }
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      await pass(everyMs)
      if (safaricom.target === null || underWay.size >= MOST_AT_ONCE) continue
      const sending = sendOne().finally(() => underWay.delete(sending))
      underWay.add(sending)
    }
    await Promise.all(underWay)
  }

  const running = run()
  return {
    async stop() {
      isStopped = true
      await running
    },
    get sent() {
      return sent
    },
  }
}

/** A callback about a checkout request that is not ours. */
export function toStranger(number: number, dice: Dice): string {
  const checkout = `ws_CO_stranger_${number}_${dice.bytes(4).toString('hex')}`
  const ids = { MerchantRequestID: `stranger-${number}`, CheckoutRequestID: checkout }
  if (dice.happens(0.5)) {
    return JSON.stringify({
      Body: { stkCallback: { ...ids, ResultCode: 1032, ResultDesc: 'Request cancelled by user' } },
    })
  }
  const Item = [
    { Name: 'Amount', Value: dice.whole(1, 5_000) },
    { Name: 'MpesaReceiptNumber', Value: toReceipt(dice) },
    { Name: 'TransactionDate', Value: 20261124120000 },
    { Name: 'PhoneNumber', Value: 254799999999 },
  ]
  const stkCallback = { ...ids, ResultCode: 0, ResultDesc: 'Processed', CallbackMetadata: { Item } }
  return JSON.stringify({ Body: { stkCallback } })
}

/** Money on an account nobody gives to. */
function toConfirmation(number: number, dice: Dice): string {
  return JSON.stringify({
    TransactionType: 'Pay Bill',
    TransID: toReceipt(dice),
    TransTime: '20261124120000',
    TransAmount: `${dice.whole(1, 5_000)}.00`,
    BusinessShortCode: '174379',
    BillRefNumber: `NOBODY${number}`,
    MSISDN: '2547 ***** 349',
    FirstName: 'JUMA',
  })
}

function toReceipt(dice: Dice): string {
  return `XX${dice.bytes(4).toString('hex').toUpperCase()}`
}
