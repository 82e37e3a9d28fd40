// A phone with a bad network: a tab out of sight, a network that goes and comes, receipts kept on the phone and cleared from
// it, and the site beside the phone's apps.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { gatherCleanUps } from './clean-ups.ts'
import { openBrowser, type Visitor } from './open-browser.ts'
import { type Harambee, startHarambee, until } from './start-harambee.ts'

let harambee: Harambee
let visitor: Visitor
const cleanUps = gatherCleanUps()
before(async () => {
  harambee = await startHarambee(cleanUps)
  visitor = await openBrowser(cleanUps)
})
after(() => cleanUps.run())

let phones = 0

/** Gives on the page; the prompt stands on the phone. */
async function give(page: Page): Promise<string> {
  phones += 1
  const phone = `2547000062${String(phones).padStart(2, '0')}`
  await page.goto(`${harambee.site}/give/madarasa`)
  await page.locator('input[name=phone]').fill(`0${phone.slice(3)}`)
  await page.getByRole('button', { name: /^Give/ }).click()
  await page.waitForURL(/\/pay\/[0-9a-f]{32}$/)
  await page.getByRole('heading', { level: 1, name: /Enter your M-PESA PIN/ }).waitFor()
  return phone
}

/** Pays on the phone, and waits until the site knows. */
async function pay(page: Page, phone: string): Promise<void> {
  const { checkoutRequestId } = await harambee.safaricom.promptOf(phone)
  await harambee.safaricom.answer(checkoutRequestId, 'pay')
  await until('the payment to settle', async () =>
    (await (await fetch(`${page.url()}/status`)).text()).includes('succeeded'),
  )
}

const asante = (page: Page) => page.getByRole('heading', { level: 1, name: /Asante/ }).waitFor()

/** What a phone does to a tab when something else comes to the front. */
function setVisible(page: Page, state: 'visible' | 'hidden'): Promise<unknown> {
  return page.evaluate(
    `Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${state}' });
     document.dispatchEvent(new Event('visibilitychange'))`,
  )
}

const AWAY_MS = 40_000

test('a tab that was out of sight for 40 s, its connection cut, is right after one look', async () => {
  const page = await visitor.open({ serviceWorkers: 'block' })
  await page.clock.install()
  // Refused for good: a browser tries a broken stream again only seconds later.
  await page.route('**/events*', route => route.fulfill({ status: 503 }))
  const phone = await give(page)
  await setVisible(page, 'hidden')
  const looks: string[] = []
  page.on('request', request => {
    if (request.url().endsWith('/status')) looks.push(request.url())
  })

  await pay(page, phone)
  await page.clock.fastForward(AWAY_MS)
  await page.getByRole('heading', { level: 1, name: /Still waiting/ }).waitFor()
  const looksUnseen = looks.length
  await setVisible(page, 'visible')
  await asante(page)

  assert.equal(looksUnseen, 0)
  assert.equal(looks.length, 1)
})

test('without a network the waiting page says so, and goes on by itself when it is back', async () => {
  const page = await visitor.open()
  const phone = await give(page)

  await page.context().setOffline(true)
  const notice = page.getByRole('alert').filter({ hasText: 'There is no network just now.' })
  await notice.waitFor()
  await pay(page, phone)
  await page.context().setOffline(false)

  await asante(page)
  assert.equal(await notice.count(), 0)
})

/** What the browser has stored, by the name of the store. */
function listStores(page: Page): Promise<Record<string, string[]>> {
  return page.evaluate(`(async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async name =>
    [name, (await (await caches.open(name)).keys()).map(request => new URL(request.url).pathname)]))))()`)
}

test('a receipt is kept by a button only, read without a network, and cleared; nothing else is ever kept', async () => {
  const page = await visitor.open()
  const phone = await give(page)
  const waiting = page.url()
  await page.evaluate('navigator.serviceWorker.ready')
  await pay(page, phone)
  await asante(page)
  const receipt = waiting
  const stores = async () => Object.entries(await listStores(page)).map(([name, paths]) => [name.split('-')[0], paths])
  const keep = page.getByRole('button', { name: 'Keep this receipt on this phone' })
  await keep.waitFor()
  assert.deepEqual(await stores(), [['shell', ['/kept']]])

  await keep.click()
  await page.getByText('This receipt is kept on this phone.').waitFor()
  const second = await page.context().newPage()
  await give(second)
  const open = second.url()
  await page.context().setOffline(true)
  await page.goto(receipt)
  await asante(page)
  const read = await page.locator('main').innerText()
  await second.goto(open)
  await second.getByText('There is no network just now, so that page cannot be shown.').waitFor()
  await second.getByRole('link', { name: /Received · KSh\s500\s*\d{4}-\d{6}/ }).click()
  await asante(second)

  assert.match(read, /KSh\s500/)
  assert.match(read, /0700 ••• 2/)
  assert.match(read, /This copy is kept on the phone/)
  assert.equal(await page.locator('script').count(), 0)
  assert.deepEqual((await stores()).sort(), [
    ['receipts', [new URL(receipt).pathname]],
    ['shell', ['/kept']],
  ])
  await page.getByRole('button', { name: 'Clear from this phone' }).click()
  await page.getByText('No receipt is kept on this phone.').waitFor()
  await page.goto(receipt)
  await page.getByText('so that page cannot be shown').waitFor()
  await page.context().setOffline(false)
  await page.goto(receipt)
  await keep.waitFor()
})

test('without a network a form is not answered by the phone, and somebody else’s page offers nothing to keep', async () => {
  const page = await visitor.open()
  const phone = await give(page)
  await pay(page, phone)
  await asante(page)
  const receipt = page.url()

  const stranger = await visitor.open()
  await stranger.goto(`${harambee.site}/give/madarasa`)
  await stranger.evaluate('navigator.serviceWorker.ready')
  await stranger.goto(receipt)
  await stranger.getByRole('heading', { level: 1 }).waitFor()
  await stranger.waitForLoadState('networkidle')
  assert.equal(await stranger.getByRole('button', { name: /Keep/ }).count(), 0)
  await stranger.goto(`${harambee.site}/give/madarasa`)
  await stranger.locator('input[name=phone]').fill('0700 006 299')
  await stranger.context().setOffline(true)
  const failed = stranger.waitForEvent('requestfailed', request => request.method() === 'POST')
  await stranger.getByRole('button', { name: /^Give/ }).click()

  assert.match((await failed).failure()?.errorText ?? '', /INTERNET_DISCONNECTED/)
  assert.equal((await harambee.safaricom.ledger()).prompts.filter(one => one.phoneNumber === '254700006299').length, 0)
})

test('a new build of the site drops what the old one kept of it, and leaves receipts alone', async () => {
  const page = await visitor.open()
  await page.goto(`${harambee.site}/give/madarasa`)
  await page.evaluate('navigator.serviceWorker.ready')
  await page.evaluate(`(async () => {
    await caches.open('shell-0123456789abcdef')
    await (await caches.open('receipts')).put('/pay/${'0'.repeat(32)}', new Response('<title>x</title>'))
    await (await navigator.serviceWorker.ready).unregister()
  })()`)
  // Gone for good once it has no page left.
  await page.goto('about:blank')
  await page.goto(`${harambee.site}/give/madarasa`)

  await until('the new worker', async () => !('shell-0123456789abcdef' in (await listStores(page))))
  const stores = await listStores(page)
  assert.deepEqual(stores.receipts, [`/pay/${'0'.repeat(32)}`])
  assert.equal(Object.keys(stores).length, 2)
})

test('the browser finds nothing that keeps the site from being installed', async () => {
  const page = await visitor.open({ locale: 'sw-KE' })
  await page.goto(`${harambee.site}/give/madarasa`)
  const chromium = await page.context().newCDPSession(page)
  const { errors, data, url } = await chromium.send('Page.getAppManifest')
  const manifest = JSON.parse(data ?? '{}') as { name: string; lang: string; icons: { src: string; purpose: string }[] }
  const icons = await Promise.all(manifest.icons.map(({ src }) => fetch(harambee.site + src)))

  assert.equal(url, `${harambee.site}/manifest.webmanifest`)
  assert.deepEqual(errors, [])
  assert.deepEqual((await chromium.send('Page.getInstallabilityErrors')).installabilityErrors, [])
  assert.equal(manifest.name, 'TUMAINI TRUST')
  assert.equal(manifest.lang, 'sw')
  assert.ok(manifest.icons.some(({ purpose }) => purpose === 'maskable'))
  assert.deepEqual(
    icons.map(({ status, headers }) => `${status} ${headers.get('content-type')}`),
    icons.map(() => '200 image/png'),
  )
})

test('worker, list and manifest are asked about at each visit, belong to nobody and set no cookie', async () => {
  for (const path of ['/sw.js', '/kept', '/manifest.webmanifest']) {
    const first = await fetch(harambee.site + path)
    await first.text()
    const etag = first.headers.get('etag') ?? ''
    const second = await fetch(harambee.site + path, { headers: { 'if-none-match': etag } })

    assert.deepEqual([first.status, second.status], [200, 304], path)
    assert.equal(first.headers.get('cache-control'), 'no-cache', path)
    assert.equal(first.headers.get('set-cookie'), null, path)
    assert.match(first.headers.get('content-security-policy') ?? '', /^default-src 'none'/, path)
    const posted = await fetch(harambee.site + path, { method: 'POST', headers: { origin: harambee.site } })
    assert.equal(posted.status, 405, path)
  }
})
