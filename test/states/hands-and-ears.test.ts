// A gift by somebody who uses no pointer, and by somebody who listens: the focus goes where the news is and can be seen, and
// every change is said once.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { openBrowser, type Visitor } from '../journeys/open-browser.ts'
import { poll } from '../journeys/poll.ts'
import { openWorld, type World } from './open-world.ts'

let world: World
let visitor: Visitor
const cleanUps = gatherCleanUps()
before(async () => {
  world = await openWorld(cleanUps)
  visitor = await openBrowser(cleanUps)
})
after(() => cleanUps.run())

/** More stops than any page has. */
const MAX_TABS = 40

interface Stop {
  readonly name: string
  readonly isMarked: boolean
  readonly isCovered: boolean
  readonly top: number
}

/** Where the focus is: whether a mark of three pixels shows it, and whether anything lies over it. */
const LOOK_AT_FOCUS = `(() => {
  const element = document.activeElement
  const marked = element.closest('.chip') ?? element
  const { outlineStyle, outlineWidth } = getComputedStyle(marked.matches(':has(:focus-visible)') ? marked : element)
  const { left, top, right, bottom, height } = element.getBoundingClientRect()
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  const over = document.elementFromPoint(x, y)
  return {
    name: (element.name || element.textContent || element.tagName).trim().slice(0, 30),
    isMarked: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 3,
    isCovered: height === 0 || y < 0 || y > innerHeight || !(over && (element.contains(over) || over.contains(element))),
    top: top + scrollY,
  }
})()`

/** Presses Tab until something is reached. @returns every stop on the way */
async function tabTo(page: Page, selector: string): Promise<Stop[]> {
  const stops: Stop[] = []
  for (let tabs = 0; tabs < MAX_TABS; tabs++) {
    await page.keyboard.press('Tab')
    stops.push(await page.evaluate<Stop>(LOOK_AT_FOCUS))
    if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return stops
  }
  return assert.fail(`${selector} was not reached: ${stops.map(({ name }) => name).join(', ')}`)
}

function assertSeen(stops: readonly Stop[]): void {
  assert.deepEqual(
    stops.filter(({ isMarked, isCovered }) => !isMarked || isCovered),
    [],
  )
}

/** Looked at from outside: the page’s own policy lets nothing that waits inside it be evaluated. */
const focusOn = (page: Page, selector: string) =>
  poll(`the focus to be on ${selector}`, () =>
    page
      .evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`)
      // Another page is just coming.
      .catch(() => false),
  )

/** Notes every sentence a live region says from now on. */
const LISTEN = `(() => {
  const heard = (globalThis.heard = [])
  const read = region => region.textContent.trim()
  const regions = new Map([...document.querySelectorAll('[role=status], [role=alert]')].map(one => [one, read(one)]))
  new MutationObserver(() => {
    for (const region of document.querySelectorAll('[role=status], [role=alert]')) {
      const text = read(region)
      if (text !== (regions.get(region) ?? '')) heard.push(text)
      regions.set(region, text)
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
})()`

async function openAsGiver(path: string): Promise<Page> {
  const page = await visitor.open()
  const { hostname: domain } = new URL(world.harambee.site)
  await page.context().addCookies([{ name: 'giver', value: world.giver, domain, path: '/' }])
  await page.goto(world.harambee.site + path)
  return page
}

test('by keyboard alone: mends the form, gives, sends it again after a cancelled prompt, and reads the receipt', async () => {
  const phone = world.newPhone()
  const page = await visitor.open()
  await page.goto(`${world.harambee.site}/give/madarasa`)

  const first = await tabTo(page, '.skip')
  assert.equal(first.length, 1, 'the way past the head comes first')
  const toAmount = await tabTo(page, '[name=amount]')
  await page.keyboard.press('ArrowDown')
  assert.equal(await page.locator('[name=amount]:checked').inputValue(), '1000')
  const toPhone = await tabTo(page, '#phone')
  await page.keyboard.type('0712 34')
  const toButton = await tabTo(page, 'button[type=submit]')
  const stops = [...toAmount, ...toPhone, ...toButton]
  assertSeen(stops)
  const tops = stops.map(({ top }) => top)
  assert.deepEqual(
    tops,
    tops.toSorted((left, right) => left - right),
    'from above to below',
  )
  await page.keyboard.press('Enter')

  await focusOn(page, '#problems')
  assertSeen(await tabTo(page, '.summary a'))
  await page.keyboard.press('Enter')
  await focusOn(page, '#phone')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(`0${phone.slice(3)}`)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/pay\//)
  const { checkoutRequestId } = await world.harambee.safaricom.promptOf(phone)
  await page.getByRole('heading', { level: 1, name: /Enter your M-PESA PIN/ }).waitFor()
  await world.harambee.safaricom.answer(checkoutRequestId, 'cancel')

  await page.getByRole('heading', { level: 1, name: /The prompt closed/ }).waitFor()
  await focusOn(page, 'h1')
  const attempt = page.url()
  assertSeen(await tabTo(page, 'button[type=submit]'))
  await page.keyboard.press('Enter')
  await page.waitForURL(url => url.href !== attempt)
  const again = await world.harambee.safaricom.promptOf(phone)
  await world.harambee.safaricom.answer(again.checkoutRequestId, 'pay')

  await page.getByRole('heading', { level: 1, name: /Asante/ }).waitFor()
  await focusOn(page, 'h1')
  assertSeen(await tabTo(page, '.receipt-actions a[href^="/give/"]'))
})

test('while it waits, each change is said once; a verdict is said once, and the focus goes to it', async () => {
  // Each has six seconds left until its page says something else.
  const [waiting, asking, unknown] = await Promise.all(
    [24_000, 59_000, 114_000].map(async agoMs => {
      const payment = await world.ask({ agoMs })
      const page = await openAsGiver(`/pay/${payment.id}`)
      await page.evaluate(LISTEN)
      return { payment, page }
    }),
  )
  assert.ok(waiting && asking && unknown)
  const heard = (page: Page) => page.evaluate<string[]>('globalThis.heard')
  await waiting.page.locator('[data-phase=still-waiting]').waitFor()
  await asking.page.locator('[data-phase=checking]').waitFor()
  await unknown.page.locator('[data-phase=unknown]').waitFor()
  assert.deepEqual(await heard(waiting.page), ['Still waiting for M-PESA'])
  assert.deepEqual(await heard(asking.page), ['Checking with M-PESA'])
  assert.deepEqual(await heard(unknown.page), ['We don’t know yet. Your money is safe.'])

  await world.answer(waiting.payment, 'cancel')
  await world.pay(asking.payment)
  await waiting.page.getByRole('heading', { level: 1, name: /The prompt closed/ }).waitFor()
  await asking.page.getByRole('heading', { level: 1, name: /Asante/ }).waitFor()
  await Promise.all([focusOn(waiting.page, 'h1'), focusOn(asking.page, 'h1')])

  assert.deepEqual(await heard(waiting.page), [
    'Still waiting for M-PESA',
    'Nothing was taken. Send it again when you are ready.',
  ])
  assert.deepEqual(await heard(asking.page), ['Checking with M-PESA'])
  assert.match(await asking.page.title(), /✓/)
})

test('nothing moves for whoever asks for calm, and in forced colours every control keeps its edge', async () => {
  const page = await visitor.open({ forcedColors: 'active', reducedMotion: 'reduce' })
  await page.goto(`${world.harambee.site}/give/madarasa`)
  const moving = await page.evaluate<number>('document.getAnimations().length')
  const edgeless = await page.evaluate<string[]>(
    `[...document.querySelectorAll('main button, .button, input:not([type=hidden], [type=radio], [type=checkbox]), .chip')]
      .filter(one => one.checkVisibility() && parseFloat(getComputedStyle(one).borderTopWidth) < 1)
      .map(one => one.outerHTML.slice(0, 80))`,
  )
  const radio = await page.evaluate<string>(`getComputedStyle(document.querySelector('[name=amount]')).appearance`)
  const tokens = await page.evaluate<string[]>(
    `['phone', 'name', 'email', 'otherAmount'].map(name => document.querySelector('[name=' + name + ']').autocomplete)`,
  )

  assert.equal(moving, 0)
  // The link for the clipboard is drawn as a link.
  assert.deepEqual(
    edgeless.filter(html => !html.includes('class="link"')),
    [],
  )
  assert.equal(radio, 'auto')
  assert.deepEqual(tokens, ['tel', 'name', 'email', 'transaction-amount'])
})
