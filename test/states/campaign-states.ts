// A campaign's page and what hangs on it: empty, with gifts, full, over, not begun, on paper, in somebody else's frame.

import { demoCampaign, type NewCampaign } from '@harambee/payments'
import type { World } from './open-world.ts'
import type { State } from './state.ts'

export const DAY_MS = 24 * 60 * 60_000
export const toDay = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** Another campaign, like the demo's but for what is said. */
export async function addCampaign(
  { engine }: World,
  campaign: Partial<NewCampaign> & { slug: string },
): Promise<string> {
  const demo = demoCampaign(Date.now())
  const accountReference = campaign.slug.toUpperCase()
  const added = await engine.addCampaign({ ...demo, accountReference, ...campaign })
  if (added.outcome !== 'done') throw new Error(JSON.stringify(added))
  return `/give/${campaign.slug}`
}

/** Three who want to be named, one with her amount, one in somebody's name. */
async function nameGivers(world: World): Promise<void> {
  const givers = [
    { name: 'Wanjiru wa Mfano', message: 'Kwa watoto wote wa Madarasa.', tribute: null, showsAmount: true },
    { name: 'Otieno M.', message: null, tribute: 'Mama Akinyi', showsAmount: false },
    { name: null, message: 'May every child have a place to write.', tribute: null, showsAmount: false },
  ]
  for (const giver of givers) {
    const payment = await world.give({
      amountKes: 2_500,
      details: { ...giver, email: null, kraPin: null, mayShow: true },
    })
    if (!(await world.engine.givers.decide(payment.donationId, 'approved'))) throw new Error('nobody to approve')
  }
}

/** Enough for the hem to show something. */
async function fillTheCloth(world: World): Promise<void> {
  for (const amountKes of [60_000, 50_000, 35_000, 20_000]) {
    const phone = world.newPhone()
    await world.harambee.safaricom.setSubscriber(phone, { balanceKes: 100_000 })
    await world.give({ phone, amountKes })
  }
}

export const CAMPAIGN_STATES: readonly State[] = [
  {
    name: 'campaign-empty',
    about: 'A campaign without a picture, before the first gift',
    prepare: async world => {
      const demo = demoCampaign(Date.now())
      const content = { ...demo.content, picture: null, spending: [] }
      return { path: await addCampaign(world, { slug: 'maktaba', content }) }
    },
  },
  {
    name: 'campaign-with-gifts',
    about: 'With picture, progress, givers, story and accounts',
    prepare: async world => {
      await fillTheCloth(world)
      await nameGivers(world)
      return { path: '/give/madarasa' }
    },
  },
  {
    name: 'campaign-goal-reached',
    about: 'More than the goal',
    prepare: async world => {
      const path = await addCampaign(world, { slug: 'kisima', goalKes: 1_000 })
      await world.give({ campaign: 'kisima', amountKes: 1_500 })
      return { path }
    },
  },
  {
    name: 'campaign-ended',
    about: 'After its last day',
    prepare: async world => ({
      path: await addCampaign(world, { slug: 'mavuno', endsOn: toDay(Date.now() - 2 * DAY_MS) }),
    }),
  },
  {
    name: 'campaign-not-begun',
    about: 'Before its first day',
    prepare: async world => ({
      path: await addCampaign(world, { slug: 'kesho', startsOn: '2099-01-31', endsOn: null }),
    }),
  },
  {
    name: 'poster',
    about: 'The campaign on one sheet of paper',
    prepare: async () => ({ path: '/give/madarasa/poster' }),
  },
  {
    name: 'button',
    about: 'Snippets for other sites',
    prepare: async () => ({ path: '/give/madarasa/button' }),
  },
  {
    name: 'embed',
    about: 'What another site shows in a frame',
    prepare: async () => ({ path: '/give/madarasa/embed' }),
  },
]
