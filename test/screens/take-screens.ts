// `npm run screens`: starts the demo, walks through it, and saves what a person sees in docs/screens. With names, or parts
// of them, only the pictures of those states.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { openBrowser } from '../journeys/open-browser.ts'
import { type Harambee, startHarambee } from '../journeys/start-harambee.ts'
import { takeStates } from './take-states.ts'

const folder = fileURLToPath(new URL('../../docs/screens/', import.meta.url))
mkdirSync(folder, { recursive: true })

const only = process.argv.slice(2)
const cleanUps = gatherCleanUps()
try {
  await takeStates(cleanUps, folder, only)
} finally {
  await cleanUps.run()
}
if (only.length > 0) process.exit()

try {
  const harambee = await startHarambee(cleanUps)
  const visitor = await openBrowser(cleanUps)
  await fillTheCloth(harambee)
  await takeWelcome(harambee, await visitor.open({ viewport: { width: 1440, height: 1080 } }))
} finally {
  await cleanUps.run()
}

/** An empty cloth shows little: some people have given already. */
async function fillTheCloth({ safaricom, cli }: Harambee): Promise<void> {
  for (const [index, amountKes] of [60_000, 50_000, 35_000, 20_000, 15_000, 4_500, 2_500].entries()) {
    const phone = `25470000900${index}`
    await safaricom.setSubscriber(phone, { behaviour: 'pays', delayMs: 0, balanceKes: 100_000 })
    await cli('pay', '--phone', phone, '--amount', String(amountKes), '--campaign', 'madarasa', '--wait', '20')
  }
}

/** The README's picture: a gift that has just been given, and one that was reported twice. */
async function takeWelcome({ site, safaricom }: Harambee, page: Page): Promise<void> {
  await page.goto(`${site}/welcome`)
  const form = page.frameLocator('iframe').first()
  await form.locator('input[name=phone]').fill('0700 009 100')
  await form.getByRole('button', { name: /^Give/ }).click()
  const { checkoutRequestId } = await safaricom.promptOf('254700009100')
  await safaricom.answer(checkoutRequestId, 'pay')
  await form.getByRole('heading', { name: /Asante/ }).waitFor()
  await page.getByRole('button', { name: 'Send it twice' }).click()
  await page.getByText('counted once').waitFor()
  await form.getByRole('heading', { name: /Asante/ }).waitFor()
  // The phone's message slides in.
  await page.waitForTimeout(1_500)
  await page.evaluate('scrollTo(0, 0)')
  await page.screenshot({ path: join(folder, 'welcome.png') })
}
