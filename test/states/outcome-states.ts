// Why a payment did not happen: every result code there is, every way Daraja may refuse a push, and what may be offered then.

import { listResultCodes } from '@harambee/daraja'
import type { Payment } from '@harambee/payments'
import type { World } from './open-world.ts'
import type { State } from './state.ts'

/** Codes whose pages differ in more than a sentence: what may be chosen, how long to wait, what else is offered. */
const PICTURED = ['1', '8', '17', '26', '1001', '1032', '1037', '2001', '8006']

const toPath = ({ id }: Payment) => `/pay/${id}`

const CODES = [
  ...listResultCodes().filter(({ failureReason }) => failureReason !== null),
  { code: '4711', meaning: 'A code nobody has documented.' },
]

const RESULT_STATES: readonly State[] = CODES.map(({ code, meaning }) => ({
  name: `result-${code.toLowerCase()}`.replaceAll('_', '-'),
  about: `Result code ${code}. ${meaning}`,
  isWordsOnly: !PICTURED.includes(code),
  prepare: async world => ({ path: toPath(await world.tell(await world.ask(), { resultCode: code })) }),
}))

/** Asks while Safaricom has a fault. */
const whileFault = (name: string, about: string, fault: string): State => ({
  name,
  about,
  prepare: async world => {
    const { safaricom } = world.harambee
    await safaricom.setFaults({ [fault]: 1 })
    const payment = await world.ask()
    await safaricom.setFaults({ [fault]: 0 })
    return { path: toPath(payment) }
  },
})

export const OUTCOME_STATES: readonly State[] = [
  ...RESULT_STATES,
  whileFault('refused-throttled', 'Simulator: throttle. Daraja takes no more pushes just now', 'throttle'),
  {
    name: 'refused-other-transaction',
    about: 'Daraja refuses: another transaction is open on this phone',
    prepare: async world => {
      const phone = world.newPhone()
      await world.ask({ phone, agoMs: 95_000 })
      return { path: toPath(await world.ask({ phone })) }
    },
  },
  {
    name: 'failed-again',
    about: 'The same thing for the second time: one more piece of advice',
    prepare: async world => {
      const first = await world.tell(await world.ask(), { resultCode: '1037' })
      const second = await world.ask({ retryOf: first.id })
      return { path: toPath(await world.tell(second, { resultCode: '1037' })) }
    },
  },
  {
    name: 'retry-too-early',
    about: 'Sent again before the wait is over',
    scripts: 'off',
    prepare: async world => {
      const payment = await world.tell(await world.ask(), { resultCode: '1001' })
      return { path: toPath(payment), typed: { amount: '500' } }
    },
  },
  {
    name: 'retry-not-possible',
    about: 'Sent again from a page that has grown old: somebody looks into the attempt meanwhile',
    // With them the page would have followed.
    scripts: 'off',
    prepare: async world => {
      const payment = await world.tell(await world.ask(), { resultCode: '1032' })
      return {
        path: toPath(payment),
        typed: { amount: '500' },
        meanwhile: async () => void (await world.tell(payment, { resultCode: '0', amountKes: 5 })),
      }
    },
  },
  {
    name: 'retry-problem',
    about: 'A retry with a number that cannot be taken',
    prepare: async world => {
      const payment = await world.tell(await world.ask(), { resultCode: '1032' })
      return { path: toPath(payment), typed: { phone: '020 2345678', amount: '500' } }
    },
  },
  {
    name: 'failed-and-later-paid',
    about: 'The page of an attempt after which another succeeded',
    prepare: async world => {
      const first = await world.tell(await world.ask(), { resultCode: '1032' })
      await world.give({ retryOf: first.id })
      return { path: toPath(first) }
    },
  },
  {
    name: 'failed-and-earlier-paid',
    about: 'The attempt before it succeeded after all',
    prepare: async world => {
      const first = await world.tell(await world.ask(), { resultCode: '1032' })
      const second = await world.tell(await world.ask({ retryOf: first.id }), { resultCode: '1037' })
      await world.tell(first, { resultCode: '0' })
      return { path: toPath(second) }
    },
  },
]

/** What people do with the simulator's phone, and what its weather does to us. */
export const SCENARIO_STATES: readonly State[] = [
  {
    ...whileFault('scenario-outage', 'Simulator: outage. Whether the push had any effect is not known', 'outage'),
    isWordsOnly: true,
  },
  scenario('pays', 'pays', {}),
  scenario('cancels', 'cancels', {}),
  scenario('no-funds', 'no-funds', {}),
  scenario('wrong-pin', 'wrong-pin', {}),
  scenario('ignores', 'ignores', {}, 30_000),
  scenario('pays-late', 'pays-late', {}, 75_000),
  scenario('callback-duplicated', 'pays', { callbackDuplicated: 1 }),
  scenario('callback-before-response', 'pays', { callbackBeforeResponse: 1 }),
  scenario('callback-malformed', 'pays', { callbackMalformed: 1 }),
  scenario('callback-lost', 'pays', { callbackLost: 1 }),
  scenario('callback-lost-and-cancelled', 'cancels', { callbackLost: 1 }),
  scenario('result-code-as-string', 'cancels', { resultCodeAsString: 1 }),
  scenario('token-expires-early', 'pays', { tokenExpiresEarly: 1 }),
  scenario('query-busy', 'manual', { queryBusy: 1 }),
  {
    name: 'scenario-callback-conflicting',
    about: 'Simulator: callbackConflicting. A failure after the success changes nothing',
    isWordsOnly: true,
    prepare: async world => ({ path: toPath(await world.tell(await world.give(), { resultCode: '1032' })) }),
  },
  {
    name: 'scenario-wrong-pin-three-times',
    about: 'Simulator: a third wrong PIN locks M-PESA',
    isWordsOnly: true,
    prepare: async world => {
      const phone = world.newPhone()
      let last: Payment | null = null
      for (let times = 0; times < 3; times++) {
        const payment: Payment = await world.ask({ phone, ...(last && { retryOf: last.id }) })
        await world.answer(payment, 'wrong-pin')
        last = await world.untilStatus(payment, 'failed')
      }
      return { path: toPath(last as Payment) }
    },
  },
]

/** A phone with a habit, under a fault. Asked 21 s ago, so that Daraja is asked about it at once. @param advanceMs of the simulator's clock */
function scenario(name: string, behaviour: string, faults: Readonly<Record<string, number>>, advanceMs = 0): State {
  const words = [behaviour, ...Object.keys(faults)].join(', ')
  return {
    name: `scenario-${name}`,
    about: `Simulator: ${words}`,
    isWordsOnly: true,
    prepare: async world => ({ path: toPath(await play(world, behaviour, faults, advanceMs)) }),
  }
}

/** What is told twice is told twice; whoever pays has a receipt, unless its callback never came or cannot be read. */
function settle(
  world: World,
  payment: Payment,
  behaviour: string,
  faults: Readonly<Record<string, number>>,
): Promise<Payment> | Payment {
  if (behaviour === 'manual') return payment
  const hasReceipt = behaviour.startsWith('pays') && !faults.callbackLost && !faults.callbackMalformed
  return hasReceipt ? world.untilReceipt(payment) : world.untilSettled(payment)
}

async function play(
  world: World,
  behaviour: string,
  faults: Readonly<Record<string, number>>,
  advanceMs: number,
): Promise<Payment> {
  const { safaricom } = world.harambee
  const phone = world.newPhone()
  const delayMs = advanceMs > 0 ? null : 0
  await safaricom.setSubscriber(phone, { behaviour, delayMs })
  await safaricom.setFaults(faults)
  const payment = await world.ask({ phone, agoMs: 21_000 })
  if (advanceMs > 0) await safaricom.advance(advanceMs)
  const settled = await settle(world, payment, behaviour, faults)
  await safaricom.setFaults(Object.fromEntries(Object.keys(faults).map(fault => [fault, 0])))
  return settled
}
