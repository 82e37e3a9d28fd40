// Reminders to give again: the fields in the form, and the page behind a reminder's link.

import type { Payment } from '@harambee/payments'
import { addCampaign, DAY_MS, toDay } from './campaign-states.ts'
import type { World } from './open-world.ts'
import type { State } from './state.ts'

const PATH = '/give/madarasa'
const TYPED = { phone: '0700 070 000', amount: '500' }

const field = (name: string, about: string, typed: Readonly<Record<string, string>>): State => ({
  name: `form-pledge-${name}`,
  about,
  isWordsOnly: name !== 'no-date',
  prepare: async () => ({ path: PATH, typed: { ...TYPED, ...typed } }),
})

interface Made {
  readonly id: string
  /** Of the page behind the link. */
  readonly path: string
  readonly token: string
}

/** A gift with a wish to be reminded, of which a reminder has been written already. */
async function remind(world: World, { isOnce = false, campaign = 'madarasa' } = {}): Promise<Made> {
  const { engine } = world
  const day = { channel: 'sms', ...(isOnce ? ONCE : MONTHLY) } as const
  const payment = await world.give({ campaign, pledge: day })
  const [pledge] = (await engine.pledges.list({ state: null, limit: 50 })).filter(
    ({ donationId }) => donationId === payment.donationId,
  )
  if (!pledge) throw new Error('no pledge')
  const over = isOnce ? { state: 'done', next_on: null, next_at: null } : {}
  const { kysely } = engine.database
  await kysely
    .updateTable('pledges')
    .set({ reminded_on: '2026-11-05', ...over })
    .where('id', '=', pledge.id)
    .execute()
  const path = engine.pledges.toPath(pledge.id)
  return { id: pledge.id, path, token: path.split('/').at(-1) ?? '' }
}
const MONTHLY = { dayOfMonth: 5, onDate: null }
const ONCE = { dayOfMonth: null, onDate: '2099-01-05' }

/** Presses the one button. */
async function press(world: World, { id, token }: Made): Promise<Payment> {
  const request = await world.engine.pledges.give(id, token, { giver: world.giver, peerAddress: '192.0.2.60' })
  if (request?.outcome !== 'requested') throw new Error(JSON.stringify(request))
  return request.pushed
}

const page = (
  name: string,
  about: string,
  act: (world: World, made: Made) => Promise<unknown> = async () => {},
): State => ({
  name: `pledge-${name}`,
  about,
  prepare: async world => {
    const made = await remind(world)
    await act(world, made)
    return { path: made.path }
  },
})

/** One is enough for all of them. */
const made = new WeakMap<World, Promise<Made>>()
const failed = (problem: string, about: string): State => ({
  name: `pledge-problem-${problem}`,
  about,
  isWordsOnly: problem !== 'prompt-open',
  prepare: async world => {
    const one = made.get(world) ?? remind(world)
    made.set(world, one)
    return { path: `${(await one).path}?problem=${problem}` }
  },
})

export const PLEDGE_STATES: readonly State[] = [
  {
    name: 'form-pledge',
    about: 'What else a giver may tell, opened: who to name, and when to be reminded',
    prepare: async () => ({
      path: PATH,
      act: async shown => {
        await shown.locator('details.more summary').click()
      },
    }),
  },
  field('no-date', 'Reminded once, and no date', { remind: 'once', remindOn: '' }),
  field('date-over', 'Reminded once, on a day that is over', { remind: 'once', remindOn: '2020-01-01' }),
  field('no-day', 'Reminded every month, on a day not every month has', { remind: 'monthly', remindDay: '31' }),
  field('no-email', 'Reminded by e-mail, without an address', { remind: 'monthly', remindBy: 'email' }),
  page('due', 'A reminder’s link: one button'),
  {
    name: 'pledge-once',
    about: 'The only reminder there is',
    isWordsOnly: true,
    prepare: async world => ({ path: (await remind(world, { isOnce: true })).path }),
  },
  page('sent', 'The prompt was sent', press),
  page('given', 'This reminder has its gift', async (world, one) => world.pay(await press(world, one))),
  page('not-paid', 'Its prompt was closed', async (world, one) =>
    world.tell(await press(world, one), { resultCode: '1032' }),
  ),
  page('paused', 'Paused', ({ engine }, { id, token }) => engine.pledges.pause(id, token)),
  page('stopped', 'Stopped for ever', ({ engine }, { id, token }) => engine.pledges.stop(id, token)),
  page('campaign-over', 'There is nothing to give to any more', async (world, { id }) => {
    await addCampaign(world, { slug: 'vuli', endsOn: toDay(Date.now() - 2 * DAY_MS) })
    const { kysely } = world.engine.database
    await kysely.updateTable('pledges').set({ campaign: 'vuli' }).where('id', '=', id).execute()
  }),
  failed('prompt-open', 'A prompt stands open on the phone'),
  failed('limit', 'No more prompts just now'),
  failed('amount', 'An amount that cannot be given'),
  failed('other', 'It did not work'),
]
