// Brings a browser into a state.

import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { World } from './open-world.ts'
import type { Language, Scene } from './state.ts'

export interface Viewer {
  /** @returns the page that shows it */
  show(scene: Scene): Promise<Page>
  /** The width of its screen from now on. */
  resize(width: number, height: number): Promise<void>
  close(): Promise<void>
}

export interface ViewerOptions {
  readonly language: Language
  readonly hasScripts: boolean
  readonly viewport?: { readonly width: number; readonly height: number }
}

/** Beside it a page may have the one of whoever has paid already. */
const GIFT_FORM = '.gift-form:not(#paid *)'

const PHONE = { width: 360, height: 740 }

/** Two profiles of one browser: the giver's, and that of somebody who has given nothing. */
export async function openViewer(browser: Browser, world: World, options: ViewerOptions): Promise<Viewer> {
  const giver = await openProfile(browser, options)
  const stranger = await openProfile(browser, options)
  const pages = { giver: await openPage(giver, options), stranger: await openPage(stranger, options) }
  const sites = new Set<string>()

  async function know(site: string): Promise<void> {
    if (sites.has(site)) return
    sites.add(site)
    const { hostname: domain } = new URL(site)
    for (const profile of [giver, stranger]) {
      await profile.addCookies([{ name: 'lang', value: options.language, domain, path: '/' }])
    }
    await giver.addCookies([{ name: 'giver', value: world.giver, domain, path: '/' }])
  }

  return {
    async show(scene) {
      const { path, site = world.harambee.site, isStranger, from, isLight, typed, meanwhile, act } = scene
      const { form = GIFT_FORM } = scene
      await know(site)
      const page = isStranger ? pages.stranger : pages.giver
      await page.setExtraHTTPHeaders({
        ...(from && { 'x-forwarded-for': from }),
        ...(isLight && { 'save-data': 'on' }),
      })
      // The frame has no cookie, so its address names the language.
      const address = `${site}${path}${path.endsWith('/embed') ? `?lang=${options.language}` : ''}`
      // A form that came back is as good as a fresh one, and spares the server a page.
      const isThere = scene.mayReuseForm && page.url().replace(/#.*/, '') === address
      const hasForm = isThere && (await page.locator(form).count()) > 0
      if (!hasForm) await page.goto(address)
      if (typed) {
        await fillIn(page, form, typed)
        await meanwhile?.()
        await send(page, form)
      }
      await act?.(page)
      return page
    },
    async resize(width, height) {
      for (const page of Object.values(pages)) await page.setViewportSize({ width, height })
    },
    async close() {
      await Promise.all([giver.close(), stranger.close()])
    },
  }
}

async function openProfile(browser: Browser, options: ViewerOptions): Promise<BrowserContext> {
  const { language, viewport = PHONE } = options
  const profile = await browser.newContext({ viewport, locale: `${language}-KE`, reducedMotion: 'reduce' })
  profile.setDefaultTimeout(20_000)
  return profile
}

async function openPage(profile: BrowserContext, { hasScripts }: ViewerOptions): Promise<Page> {
  const page = await profile.newPage()
  if (hasScripts) return page
  // The server renders every state; without its scripts a page stays in the one it was asked for. Only ours are missing:
  // those that judge the page run.
  const debug = await profile.newCDPSession(page)
  await debug.send('Network.enable')
  await debug.send('Network.setBlockedURLs', { urls: ['*.js'] })
  return page
}

async function fillIn(page: Page, form: string, typed: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate(`for (const more of document.querySelectorAll('main details')) more.open = true; 0`)
  for (const [name, value] of Object.entries(typed)) {
    if (name === 'amount') await chooseAmount(page, value)
    else await fillField(page, `${form} [name="${name}"]`, value)
  }
}

async function fillField(page: Page, selector: string, value: string): Promise<void> {
  const kind = await page.evaluate<string>(`document.querySelector(${JSON.stringify(selector)}).type`)
  if (kind === 'radio') return page.locator(`${selector}[value="${value}"]`).check({ force: true })
  if (kind !== 'select-one') return page.locator(selector).fill(value)
  // Also what the list does not offer.
  const option = `new Option(${JSON.stringify(value)}, ${JSON.stringify(value)}, true, true)`
  await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).add(${option})`)
}

async function chooseAmount(page: Page, amount: string): Promise<void> {
  const suggested = page.locator(`input[name=amount][value="${amount}"]`)
  if ((await suggested.count()) > 0) return suggested.check({ force: true })
  await page.locator('input[name=amount][value=other]').check({ force: true })
  await page.locator('input[name=otherAmount]').fill(amount)
}

/** With the form's own button, whatever it says; one that asks to wait can be pressed all the same. */
async function send(page: Page, form: string): Promise<void> {
  const button = page.locator(`${form} button[type=submit]`)
  await Promise.all([page.waitForEvent('load'), button.click({ force: true })])
}
