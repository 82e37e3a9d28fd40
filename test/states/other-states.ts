// Pages that belong to no gift, and those of a site that cannot read its books.

import type { World } from './open-world.ts'
import type { State } from './state.ts'

const toTyped = (phoneNumber: string) => `0${phoneNumber.slice(3)}`

/** Five phones may be stopped from one address a day. */
async function stopFive({ engine, newPhone }: World, from: string): Promise<void> {
  for (let stopped = 0; stopped < 5; stopped++) await engine.promptStops.stop(newPhone() as never, from)
}

export const OTHER_STATES: readonly State[] = [
  {
    name: 'stop-prompts',
    about: 'For whoever got a prompt they did not ask for',
    prepare: async () => ({ path: '/stop-prompts' }),
  },
  {
    name: 'stop-prompts-problem',
    about: 'With a number that cannot be taken',
    prepare: async () => ({ path: '/stop-prompts', from: '192.0.2.40', typed: { phone: '0712 345' } }),
  },
  {
    name: 'stop-prompts-done',
    about: 'No more prompts go there',
    prepare: async world => ({
      path: '/stop-prompts',
      from: '192.0.2.41',
      typed: { phone: toTyped(world.newPhone()) },
    }),
  },
  {
    name: 'stop-prompts-too-many',
    about: 'Too many numbers from one connection',
    isWordsOnly: true,
    prepare: async world => {
      const from = '192.0.2.42'
      await stopFive(world, from)
      return { path: '/stop-prompts', from, typed: { phone: toTyped(world.newPhone()) } }
    },
  },
  { name: 'not-found', about: 'Nothing is there', prepare: async () => ({ path: '/give/nowhere' }) },
  {
    name: 'page-breaks',
    about: 'The page breaks in the browser while it is looked at: in both languages',
    scripts: 'needed',
    prepare: async world => {
      const payment = await world.tell(await world.ask(), { resultCode: '1001' })
      return {
        path: `/pay/${payment.id}`,
        async act(page) {
          await page.getByText(/in 1\d\d s\.|sekunde 1\d\d\./).waitFor()
          // The second that is counted next cannot be written into its sentence any more.
          await page.evaluate(`{
            const { replace } = String.prototype
            String.prototype.replace = function (...parts) {
              if (parts[0] === '99999') throw new Error('broken on purpose')
              return replace.apply(this, parts)
            }
          }`)
          await page.locator('.broken button').waitFor()
        },
      }
    },
  },
  {
    name: 'not-found-payment',
    about: 'No such payment',
    isWordsOnly: true,
    prepare: async () => ({ path: `/pay/${'0'.repeat(32)}` }),
  },
]

/** In this order: what one of them takes away the next may need gone. */
export const POOR_STATES: readonly State[] = [
  {
    name: 'no-campaign',
    about: 'A site without a campaign',
    prepare: async world => ({ site: (await world.poorSite()).url, path: '/' }),
  },
  {
    name: 'campaign-till',
    about: 'A charity with a till instead of a PayBill',
    prepare: async world => {
      const poor = await world.poorSite()
      return { site: poor.url, path: await poor.addCampaign() }
    },
  },
  {
    name: 'form-unavailable',
    about: 'The gift cannot be written into the books',
    prepare: async world => {
      const poor = await world.poorSite()
      const after = await poor.refusePayments()
      const typed = { phone: toTyped(world.newPhone()), amount: '100' }
      return { site: poor.url, path: '/give/bustani', typed, after }
    },
  },
  {
    name: 'form-overall-limit',
    about: 'Very many people are giving',
    prepare: async world => {
      const { url, engine } = await world.poorSite()
      await world.begin({ engine, campaign: 'bustani' })
      return { site: url, path: '/give/bustani', typed: { phone: toTyped(world.newPhone()), amount: '100' } }
    },
  },
  {
    name: 'unavailable',
    about: 'The books cannot be read',
    prepare: async world => {
      const poor = await world.poorSite()
      return { site: poor.url, path: '/give/bustani', after: await poor.takeAway('campaigns') }
    },
  },
  {
    name: 'plain-page',
    about: 'A request nobody can read is answered in both languages, without the site',
    prepare: async () => ({ path: '//' }),
  },
]
