// The light version of the pages people need most, and receipts kept on a phone.

import type { Page } from 'playwright-core'
import type { World } from './open-world.ts'
import type { Scene, State } from './state.ts'

const light = (name: string, about: string, prepare: (world: World) => Promise<Scene>): State => ({
  name: `light-${name}`,
  about: `Light version. ${about}`,
  scripts: 'off',
  prepare: async world => ({ ...(await prepare(world)), isLight: true }),
})

/** Keeps the receipt that is shown, once the phone can. */
async function keep(page: Page): Promise<void> {
  await page.locator('.keep button').waitFor()
  await page.evaluate('navigator.serviceWorker.ready.then(() => 0)')
  await page.locator('.keep button').click()
  await page.locator('.keep a[href="/kept"]').waitFor()
}

const withReceipt = (name: string, about: string, act: (page: Page) => Promise<void>): State => ({
  name,
  about,
  scripts: 'needed',
  prepare: async world => ({ path: `/pay/${(await world.give()).id}`, act }),
})

export const LIGHT_STATES: readonly State[] = [
  light('campaign', 'The campaign', async () => ({ path: '/give/madarasa' })),
  light('form', 'The form, come back', async () => ({
    path: '/give/madarasa',
    typed: { phone: '0712 345 67', amount: '5' },
  })),
  light('waiting', 'The prompt is on the phone', async world => ({ path: `/pay/${(await world.ask()).id}` })),
  light('failed', 'The prompt was closed', async world => ({
    path: `/pay/${(await world.tell(await world.ask(), { resultCode: '1032' })).id}`,
  })),
  light('receipt', 'The receipt', async world => ({ path: `/pay/${(await world.give()).id}` })),
]

export const KEPT_STATES: readonly State[] = [
  withReceipt('receipt-may-be-kept', 'The receipt, where the phone can keep it', async page => {
    await page.locator('.keep button').waitFor()
  }),
  withReceipt('receipt-kept', 'The receipt, kept on the phone', keep),
  {
    name: 'kept-copy',
    about: 'The copy on the phone',
    prepare: async world => ({ path: `/pay/${(await world.give()).id}?kept` }),
  },
  withReceipt('kept-list', 'The receipts on this phone, in both languages', async page => {
    await keep(page)
    await page.goto(new URL('/kept', page.url()).href)
    await page.locator('form').waitFor()
  }),
  {
    name: 'kept-none',
    about: 'None is kept, in both languages',
    scripts: 'off',
    prepare: async () => ({ path: '/kept' }),
  },
]
