// "I paid, but …": the form to tell it, everything that can be wrong with what is pasted, and what becomes of it.

import type { Payment } from '@harambee/payments'
import { until } from '../journeys/start-harambee.ts'
import type { World } from './open-world.ts'
import { registerUrls } from './paid-states.ts'
import type { Scene, State } from './state.ts'

const toPath = ({ id }: Payment) => `/pay/${id}`
const FORM = '#paid form'
let tellers = 0
/** Another code at every call: what is told of one is remembered. */
let codes = 0
const newCode = () =>
  `UKO0NOBD${String.fromCharCode(65 + Math.floor(codes / 26))}${String.fromCharCode(65 + (codes++ % 26))}`

/** A gift whose prompt was closed. */
const fail = async (world: World, ago: { agoMs?: number } = {}) =>
  world.tell(await world.ask(ago), { resultCode: '1032' })

/** One gift is enough for all that is wrong with a message. */
const paths = new WeakMap<World, Promise<string>>()
function toFailedPath(world: World): Promise<string> {
  const path = paths.get(world) ?? fail(world).then(toPath)
  paths.set(world, path)
  return path
}

const problem = (name: string, about: string, mpesaMessage: string): State => ({
  name: `told-${name}`,
  about,
  isWordsOnly: true,
  prepare: async world => ({
    path: await toFailedPath(world),
    from: '192.0.2.50',
    form: FORM,
    typed: { mpesaMessage },
    mayReuseForm: true,
  }),
})

/** Told without a browser. @returns the task that came of it */
async function hear(world: World, payment: Payment, message: string): Promise<string> {
  const { engine, giver } = world
  // Nobody tries as many codes as all states together.
  const peerAddress = `198.51.100.${++tellers}`
  const heard = await engine.paidAlready.hear({ paymentId: payment.id, giver, peerAddress, message, isSure: true })
  if (heard.heard !== 'task') throw new Error(`${message}: ${heard.heard}`)
  await engine.paidAlready.settled()
  return heard.task.id
}

/** While M-PESA does not answer. */
async function hearIntoSilence(world: World, payment: Payment): Promise<Scene> {
  const { safaricom } = world.harambee
  await safaricom.setFaults({ outage: 1 })
  await hear(world, payment, newCode())
  await safaricom.setFaults({ outage: 0 })
  return { path: toPath(payment) }
}

async function tellPerson(world: World, payment: Payment): Promise<string> {
  const task = await hear(world, payment, newCode())
  const { kysely } = world.engine.database
  await kysely.updateTable('tasks').set({ state: 'open' }).where('id', '=', task).execute()
  return task
}

export const PAID_ALREADY_STATES: readonly State[] = [
  {
    name: 'told-form',
    about: 'The form, opened',
    prepare: async world => ({
      path: await toFailedPath(world),
      act: async page => {
        await page.locator('#paid summary').click()
      },
    }),
  },
  problem('empty', 'Nothing was pasted', ''),
  problem('wrong-length', 'A letter is missing', 'UKO0NOBDY'),
  problem('no-code', 'No code is in it', 'I have paid you already.'),
  {
    name: 'told-other-payee',
    about: 'A payment to somebody else, as far as the message tells',
    prepare: async world => ({
      path: await toFailedPath(world),
      from: '192.0.2.50',
      form: FORM,
      typed: {
        mpesaMessage: 'UKO0NOBODY Confirmed. Ksh500.00 sent to NAIVAS LTD on 24/11/26 at 10:02 AM.',
      },
    }),
  },
  {
    name: 'told-too-often',
    about: 'Many codes from one connection',
    isWordsOnly: true,
    prepare: async world => {
      const from = '192.0.2.52'
      const payment = await fail(world)
      const path = toPath(payment)
      for (let told = 0; told < 5; told++) {
        const body = new URLSearchParams({ mpesaMessage: newCode() })
        const headers = { cookie: `giver=${world.giver}`, origin: world.harambee.site, 'x-forwarded-for': from }
        const answer = await fetch(world.harambee.site + path, { method: 'POST', headers, body, redirect: 'manual' })
        if (answer.status >= 400) throw new Error(`${answer.status}: ${await answer.text()}`)
      }
      await until('a person to be asked about all', async () => {
        const asking = await world.engine.paidAlready.listTasks({ states: ['asking'], limit: 50 })
        return asking.every(({ paymentId }) => paymentId !== payment.id)
      })
      return { path, from, form: FORM, typed: { mpesaMessage: newCode() } }
    },
  },
  {
    name: 'told-asking',
    about: 'M-PESA is asked about the code',
    prepare: async world => hearIntoSilence(world, await fail(world)),
  },
  {
    name: 'told-asking-while-waiting',
    about: 'The same while the payment itself is open, two minutes after its prompt',
    prepare: async world => hearIntoSilence(world, await world.ask({ agoMs: 125_000 })),
  },
  {
    name: 'told-person',
    about: 'M-PESA does not know the code: a person looks, and the page says until when',
    prepare: async world => {
      const payment = await fail(world)
      await tellPerson(world, payment)
      return { path: toPath(payment) }
    },
  },
  {
    name: 'told-not-found',
    about: 'A person has looked and found nothing',
    prepare: async world => {
      const payment = await fail(world)
      const task = await tellPerson(world, payment)
      const resolved = await world.engine.paidAlready.resolve(task, { by: 'asha', note: null, paid: null })
      if (resolved.outcome !== 'resolved') throw new Error(resolved.outcome)
      return { path: toPath(payment) }
    },
  },
  {
    name: 'told-linked',
    about: 'Found, and booked as the attempt after: the page of the first one leads there',
    prepare: async world => {
      const first = await fail(world)
      const task = await tellPerson(world, first)
      const second = await world.give({ retryOf: first.id })
      const { kysely } = world.engine.database
      const linked = { state: 'done', outcome: 'linked', linked_payment_id: second.id }
      await kysely.updateTable('tasks').set(linked).where('id', '=', task).execute()
      return { path: toPath(first) }
    },
  },
  {
    name: 'told-wrong-amount',
    about: 'The money has come to a wrong account, and is another amount than the gift: a person looks',
    isWordsOnly: true,
    prepare: async world => {
      const { safaricom } = world.harambee
      await registerUrls(world)
      const payment = await fail(world)
      const phoneNumber = await world.phoneOf(payment)
      const { receiptNumber } = await safaricom.payByHand({ phoneNumber, accountReference: 'RENT', amountKes: 300 })
      const task = await hear(world, payment, String(receiptNumber))
      await until('a person to be asked', async () => (await world.engine.paidAlready.findTask(task))?.state === 'open')
      return { path: toPath(payment) }
    },
  },
  {
    name: 'told-found',
    about: 'Found, and booked: the page it was told on is the receipt',
    isWordsOnly: true,
    prepare: async world => {
      const payment = await fail(world)
      const task = await tellPerson(world, payment)
      const paid = { receiptNumber: newCode(), amountKes: payment.amountKes }
      const resolved = await world.engine.paidAlready.resolve(task, { by: 'asha', note: null, paid })
      if (resolved.outcome !== 'resolved') throw new Error(JSON.stringify(resolved))
      return { path: toPath(payment) }
    },
  },
]
