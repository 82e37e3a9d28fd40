// A real browser for the journeys: the Chromium that came with npm on Linux, an installed Chrome elsewhere.

import { existsSync } from 'node:fs'
import bundled from '@sparticuz/chromium'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { CleanUps } from './clean-ups.ts'

/** Chromium finds no network but ours; without these it looks for one at every start. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--font-render-hinting=none',
]

/** A cheap phone. */
export const PHONE_SCREEN = { width: 360, height: 740 }

export interface Visitor {
  readonly browser: Browser
  /** A new browser profile, as another person would have, with one page open. */
  open(options?: BrowserContextOptions): Promise<Page>
}

/** Has a browser find no host but ours, as a phone would whose network lets nothing else through. */
export const NOTHING_BUT_US = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost']

/** Launches the browser; closed when the test ends. */
export async function openBrowser(context: CleanUps, args: readonly string[] = []): Promise<Visitor> {
  const browser = await launch([...QUIET, ...args])
  context.after(() => browser.close())
  return {
    browser,
    async open(options = {}) {
      const profile = await browser.newContext({ viewport: PHONE_SCREEN, locale: 'en-KE', ...options })
      profile.setDefaultTimeout(20_000)
      const page = await profile.newPage()
      page.on('pageerror', error => {
        throw error
      })
      return page
    },
  }
}

/** Unpacks the bundled browser, so that tests at the same time do not do it twice. */
export async function prepareBrowser(): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const path = await bundled.executablePath()
  return existsSync(path) ? path : null
}

async function launch(args: string[]): Promise<Browser> {
  const executablePath = await prepareBrowser()
  if (executablePath) return chromium.launch({ executablePath, args })
  return chromium.launch({ channel: 'chrome', args })
}
