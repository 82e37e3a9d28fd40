// Receipts, and what else may become of money that arrived: late, twice, given back, looked into; seen by the giver and by
// anybody else.

import type { Payment } from '@harambee/payments'
import type { World } from './open-world.ts'
import type { State } from './state.ts'

const toPath = ({ id }: Payment) => `/pay/${id}`

/** What a stranger sees of a payment. */
const stranger = (name: string, about: string, prepare: (world: World) => Promise<Payment>): State => ({
  name: `stranger-${name}`,
  about,
  isWordsOnly: name !== 'paid',
  prepare: async world => ({ path: toPath(await prepare(world)), isStranger: true }),
})

/** The books say that the charity has given it back. */
async function giveBack({ engine, find }: World, payment: Payment): Promise<Payment> {
  const { kysely } = engine.database
  await kysely.updateTable('payments').set({ status: 'reversed' }).where('id', '=', payment.id).execute()
  return find(payment)
}

/** Two attempts of one gift that both succeed. */
async function payTwice(world: World, amountKes = 500): Promise<[Payment, Payment]> {
  const first = await world.tell(await world.ask(), { resultCode: '1037' })
  const second = await world.give({ retryOf: first.id, amountKes })
  return [await world.tell(first, { resultCode: '0' }), second]
}

type Wish = (world: World, paid: readonly [Payment, Payment]) => Promise<unknown>

const twice = (name: string, about: string, wish: Wish = async () => {}, amountKes?: number): State => ({
  name: `receipt-paid-twice-${name}`,
  about,
  isWordsOnly: name !== 'asked-back',
  prepare: async world => {
    const paid = await payTwice(world, amountKes)
    await wish(world, paid)
    return { path: toPath(paid[1]) }
  },
})

/** The address under which its receipt is checked. */
async function toCheckPath({ engine, giver }: World, { id }: Payment): Promise<string> {
  const seen = await engine.findDonation(id, giver)
  return `/v/${seen?.serials.get(id)?.check}`
}

export const PAID_STATES: readonly State[] = [
  {
    name: 'receipt',
    about: 'The receipt',
    prepare: async world => ({ path: toPath(await world.give()) }),
  },
  {
    name: 'receipt-code-follows',
    about: 'M-PESA has confirmed it and its receipt number follows',
    prepare: async world => {
      const { safaricom } = world.harambee
      await safaricom.setFaults({ callbackLost: 1 })
      const payment = await world.ask({ agoMs: 21_000 })
      const paid = await world.pay(payment)
      await safaricom.setFaults({ callbackLost: 0 })
      return { path: toPath(paid) }
    },
  },
  {
    name: 'receipt-late',
    about: 'It arrived after the page had said otherwise',
    prepare: async world => {
      const failed = await world.tell(await world.ask(), { resultCode: '1037' })
      return { path: toPath(await world.tell(failed, { resultCode: '0' })) }
    },
  },
  {
    name: 'receipt-paid-twice',
    about: 'Two attempts of one gift have both succeeded',
    prepare: async world => {
      const [, second] = await payTwice(world)
      return { path: toPath(second) }
    },
  },
  twice('kept', 'The same, and the giver keeps both', async ({ engine }, [first]) =>
    engine.doubledGifts.wish(first.id, 'all'),
  ),
  twice('asked-back', 'The same, and the giver asks for one back', async ({ engine }, [, settledFirst]) =>
    engine.doubledGifts.wish(settledFirst.id, { onlyPaymentId: settledFirst.id }),
  ),
  {
    ...twice('too-often', 'The same, and the wish was changed very often'),
    prepare: async world => ({ path: `${toPath((await payTwice(world))[1])}?wish=too-often` }),
  },
  twice('unequal', 'Two amounts: the giver says which', undefined, 300),
  {
    name: 'review-no-answer',
    about: 'Nobody has answered for a day: a person looks',
    prepare: async world => {
      const payment = await world.ask({ agoMs: 25 * 60 * 60_000 })
      return { path: toPath(await world.untilStatus(payment, 'review')) }
    },
  },
  {
    name: 'review-contradiction',
    about: 'What was said contradicts itself: a person looks',
    prepare: async world => {
      const payment = await world.ask()
      return { path: toPath(await world.tell(payment, { resultCode: '0', amountKes: 50_000 })) }
    },
  },
  {
    name: 'reversed',
    about: 'The charity has given it back',
    prepare: async world => ({ path: toPath(await giveBack(world, await world.give())) }),
  },
  stranger('paid', 'Somebody else with the address of a paid gift', world => world.give()),
  stranger('pending', 'The same while it waits', world => world.ask()),
  stranger('failed', 'The same of one that was not paid', async world =>
    world.tell(await world.ask(), { resultCode: '1032' }),
  ),
  stranger('review', 'The same of one a person looks into', async world =>
    world.tell(await world.ask(), { resultCode: '0', amountKes: 50_000 }),
  ),
  stranger('reversed', 'The same of one that was given back', async world => giveBack(world, await world.give())),
  stranger('being-checked', 'The same of one M-PESA has to agree about', async world =>
    world.tell(await world.ask(), { resultCode: '0', isWeak: true }),
  ),
  {
    name: 'verify-genuine',
    about: 'The check of a receipt: genuine',
    prepare: async world => ({ path: await toCheckPath(world, await world.give()) }),
  },
  {
    name: 'verify-given-back',
    about: 'The check of a receipt whose gift was given back',
    prepare: async world => ({ path: await toCheckPath(world, await giveBack(world, await world.give())) }),
  },
  {
    name: 'verify-void',
    about: 'The check of a receipt whose money proved to be another payment’s',
    prepare: async world => ({ path: await toVoidCheck(world) }),
  },
  {
    name: 'verify-unknown',
    about: 'The check of a receipt nobody here has written',
    prepare: async () => ({ path: '/v/2026-000001-0000000000', from: '192.0.2.30' }),
  },
  {
    name: 'verify-too-many',
    about: 'Too many wrong receipts from one connection',
    prepare: async world => {
      const from = '192.0.2.31'
      for (let guess = 0; guess < 20; guess++) {
        const wrong = `${world.harambee.site}/v/2026-000001-00000000${String(guess).padStart(2, '0')}`
        await (await fetch(wrong, { headers: { 'x-forwarded-for': from } })).text()
      }
      return { path: '/v/2026-000001-0000000000', from }
    },
  },
]

const registered = new WeakMap<World, Promise<unknown>>()

/** From then on the simulator tells of every payment a second time, as confirmations. */
export function registerUrls(world: World): Promise<unknown> {
  const registering = registered.get(world) ?? world.harambee.cli('register-urls', '--json')
  registered.set(world, registering)
  return registering
}

/** Money by hand under the account of a gift goes to its newest attempt, until the callback says it was the first one's. */
async function toVoidCheck(world: World): Promise<string> {
  const { safaricom } = world.harambee
  await registerUrls(world)
  await safaricom.setFaults({ outage: 1 })
  const phone = world.newPhone()
  const first = await world.ask({ phone, agoMs: 95_000 })
  await safaricom.setFaults({ outage: 0 })
  const second = await world.ask({ retryOf: first.id })
  const { receiptNumber } = await safaricom.payByHand({
    phoneNumber: phone,
    accountReference: first.accountReference,
    amountKes: first.amountKes,
  })
  const paid = await world.untilStatus(second, 'succeeded')
  const path = await toCheckPath(world, paid)
  await world.tell(first, { resultCode: '0', receiptNumber: String(receiptNumber) })
  return path
}
