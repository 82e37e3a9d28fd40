// What goes on beside an attack: phones that are asked for money, people who pay one after the other, and Safaricom, which
// tells the engine of each once.

import type { PhoneNumber, Shillings } from '@harambee/daraja'
import type { PaymentId } from '@harambee/payments'
import { count, readBooks } from '../crash/books.ts'
import { openEngineHere, type World } from '../crash/open-world.ts'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { pass, poll } from '../journeys/poll.ts'

export interface HonestPayment {
  readonly id: PaymentId
  readonly checkoutRequestId: string
  /** Where its callback is to be posted, as Safaricom was told. */
  readonly path: string
}

const AMOUNT_KES = 100 as Shillings

/** Has phones asked for money; their owners do nothing yet. @param first the number of the first phone */
export async function askForMoney(world: World, payments: number, first = 0): Promise<HonestPayment[]> {
  const engine = await openEngineHere(world.environment, world.folder)
  try {
    const asked: HonestPayment[] = []
    let path = ''
    world.safaricom.onRequest = ({ body }) => {
      const url = /"CallBackURL":"([^"]+)"/.exec(body)?.[1]
      if (url !== undefined) path = new URL(url).pathname
    }
    for (let index = first; index < first + payments; index++) {
      const phoneNumber = `2547000${String(index).padStart(5, '0')}` as PhoneNumber
      // The owner looks at the phone for longer than any attack here lasts.
      world.safaricom.simulator.setSubscriber(phoneNumber, { behaviour: 'pays-late', delayMs: 600_000 })
      const id = `${index.toString(16).padStart(8, '0')}${'a'.repeat(24)}` as PaymentId
      const intent = {
        id,
        campaign: world.campaign,
        amountKes: AMOUNT_KES,
        phoneNumber,
        giver: null,
        peerAddress: null,
      }
      const request = await engine.requestPayment(intent)
      if (request.outcome !== 'requested') throw new Error(`it was ${request.outcome}`)
      const { checkoutRequestId } = await request.pushed
      if (checkoutRequestId === null) throw new Error('the push was not accepted')
      asked.push({ id, checkoutRequestId: engine.sealer.reveal(checkoutRequestId), path })
    }
    return asked
  } finally {
    world.safaricom.onRequest = () => {}
    await engine.close()
  }
}

export interface Paying {
  /** Resolves when each has paid, and each callback has been answered. @throws where one was not taken */
  readonly told: Promise<void>
}

/** Has everybody pay, one after the other. */
export function payAll(context: CleanUps, world: World, payments: readonly HonestPayment[], everyMs: number): Paying {
  let isStopped = false
  context.after(() => {
    isStopped = true
  })
  const { safaricom } = world
  async function run(): Promise<void> {
    for (const { checkoutRequestId } of payments) {
      if (isStopped) return
      safaricom.simulator.answer(checkoutRequestId, 'pay')
      await pass(everyMs)
    }
    await poll('every honest callback to be answered', () => {
      if (safaricom.refused > 0) throw new Error(`${safaricom.refused} honest callbacks were not taken`)
      return payments.every(({ id }) => safaricom.informed.has(id))
    })
  }
  const told = run()
  // Whoever waits for it hears of it; meanwhile it is nobody's business.
  told.catch(() => {})
  return { told }
}

/** How many of these are in the books as paid. */
export function countPaid(world: World, payments: readonly HonestPayment[]): Promise<number> {
  const ids = payments.map(({ id }) => `'${id}'`).join(', ')
  return readBooks(world.databaseUrl, books =>
    count(books, `SELECT count(*) FROM payments WHERE status = 'succeeded' AND id IN (${ids})`),
  )
}

/** Waits until what was stored is applied. */
export async function untilPaid(world: World, payments: readonly HonestPayment[]): Promise<void> {
  await poll(
    'every honest payment to be in the books',
    async () => (await countPaid(world, payments)) === payments.length,
  )
}

/** Rows of the inbox. */
export function countInbox(world: World, where = '1 = 1'): Promise<number> {
  return readBooks(world.databaseUrl, books => count(books, `SELECT count(*) FROM inbox WHERE ${where}`))
}
