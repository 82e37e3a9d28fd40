// A payment nobody knows the outcome of yet, at every second at which its page says something else.

import type { Ask, World } from './open-world.ts'
import type { State } from './state.ts'

const waiting = (name: string, about: string, agoMs: number): State => ({
  name: `waiting-${name}`,
  about,
  prepare: async world => ({ path: `/pay/${(await world.ask({ agoMs })).id}` }),
})

/** Nothing answers any more, so that the push's effect is not known. */
async function askIntoSilence(world: World, ask: Ask, fault: object, clear: object): Promise<string> {
  await world.harambee.safaricom.setFaults(fault)
  const { id } = await world.ask(ask)
  await world.harambee.safaricom.setFaults(clear)
  return `/pay/${id}`
}

export const WAITING_STATES: readonly State[] = [
  {
    name: 'waiting-sending',
    about: 'The push is on its way',
    prepare: async world => {
      // Daraja takes its time: the answer is held until there is a callback, and there is none yet.
      const { safaricom } = world.harambee
      const phone = world.newPhone()
      await safaricom.setFaults({ callbackBeforeResponse: 1 })
      const { payment, pushed } = await world.begin({ phone })
      const { checkoutRequestId } = await safaricom.promptOf(phone)
      await safaricom.setFaults({ callbackBeforeResponse: 0 })
      return {
        path: `/pay/${payment.id}`,
        async after() {
          await safaricom.answer(checkoutRequestId, 'cancel')
          await pushed
        },
      }
    },
  },
  waiting('enter-pin', 'The prompt is on the phone', 2_000),
  waiting('hint', 'Fifteen seconds later: advice', 16_000),
  waiting('still-waiting', 'Half a minute later', 32_000),
  waiting('checking', 'After a minute: the prompt has closed', 66_000),
  waiting('may-send-again', 'After a minute and a half: another prompt may be asked for', 95_000),
  waiting('unknown', 'Two minutes later: not known', 125_000),
  {
    name: 'waiting-being-checked',
    about: 'Somebody says that it is paid, and M-PESA has not agreed yet',
    prepare: async world => {
      const payment = await world.ask()
      await world.tell(payment, { resultCode: '0', isWeak: true })
      return { path: `/pay/${payment.id}` }
    },
  },
  {
    name: 'waiting-still-checking',
    about: 'Sending again is refused while M-PESA works on the attempt before',
    prepare: async world => {
      const payment = await world.ask({ agoMs: 95_000 })
      return { path: `/pay/${payment.id}`, typed: { amount: '500' } }
    },
  },
  {
    name: 'waiting-after-a-retry',
    about: 'The page of an attempt after which another was made',
    prepare: async world => {
      const first = await world.ask({ agoMs: 100_000 })
      await world.tell(first, { resultCode: '1032' })
      await world.ask({ retryOf: first.id })
      return { path: `/pay/${first.id}` }
    },
  },
  {
    name: 'fault-push-answer-lost',
    about: 'Simulator: pushResponseLost',
    isWordsOnly: true,
    prepare: async world => ({
      path: await askIntoSilence(world, {}, { pushResponseLost: 1 }, { pushResponseLost: 0 }),
    }),
  },
  {
    name: 'fault-push-answered-500',
    about: 'Simulator: push5xx',
    isWordsOnly: true,
    prepare: async world => ({ path: await askIntoSilence(world, {}, { push5xx: 1 }, { push5xx: 0 }) }),
  },
]
