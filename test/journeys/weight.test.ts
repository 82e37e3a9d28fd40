// What pages weigh in a real browser that reaches nothing but our site, and their light version in every state.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { defaultTreeAdapter, parse, type DefaultTreeAdapterTypes as Tree } from 'parse5'
import type { Page } from 'playwright-core'
import { openForm, sendForm } from '../postgres/donor.ts'
import { gatherCleanUps } from './clean-ups.ts'
import { NOTHING_BUT_US, openBrowser, type Visitor } from './open-browser.ts'
import { measure, type Resource, recordWire } from './record-wire.ts'
import { type Harambee, startHarambee, until } from './start-harambee.ts'

let harambee: Harambee
let visitor: Visitor
const cleanUps = gatherCleanUps()
before(async () => {
  harambee = await startHarambee(cleanUps)
  visitor = await openBrowser(cleanUps, NOTHING_BUT_US)
})
after(() => cleanUps.run())

let phones = 0
function newPhone(): string {
  phones += 1
  return `2547000060${String(phones).padStart(2, '0')}`
}

async function give(page: Page, phone: string): Promise<void> {
  await page.locator('input[name=phone]').fill(`0${phone.slice(3)}`)
  await page.getByRole('button', { name: /^(?:Give|Toa)/ }).click()
  await page.waitForURL(/\/pay\/[0-9a-f]{32}$/)
}

async function payOn(phone: string, action: 'pay' | 'cancel' = 'pay'): Promise<void> {
  const { checkoutRequestId } = await harambee.safaricom.promptOf(phone)
  await harambee.safaricom.answer(checkoutRequestId, action)
}

// Budgets of the table in web/README.md, in bytes.

const of = (resources: readonly Resource[], kind: Resource['kind']) => resources.filter(one => one.kind === kind)
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
const wire = (resources: readonly Resource[]) => sum(resources.map(({ wireBytes }) => wireBytes))

function assertWithin(what: string, bytes: number, budget: number): void {
  assert.ok(bytes <= budget, `${what}: ${bytes} bytes, budget ${budget}`)
}

/** Compressed as pages are, and from nowhere else. */
function assertOurs(resources: readonly Resource[]): void {
  for (const { url, kind, encoding, wireBytes } of resources) {
    assert.equal(new URL(url).origin, harambee.site, url)
    if (wireBytes > 0 && /^(?:html|css|js)$/.test(kind)) assert.equal(encoding, 'br', url)
  }
}

/** What the browser stores for later by itself, out of the page's sight. */
async function measureWorker(): Promise<number> {
  const parts = ['/sw.js', '/kept', '/manifest.webmanifest', '/icons/grain-192.png', '/icon.svg']
  const measured = await Promise.all(parts.map(path => measure(harambee.site + path, 'br')))
  assertWithin(
    'the service worker, as it is written',
    (await measure(`${harambee.site}/sw.js`, 'identity')).bodyBytes,
    3_000,
  )
  return sum(measured.map(({ wireBytes }) => wireBytes))
}

for (const lang of ['en', 'sw'] as const) {
  test(`in ${lang}, campaign, waiting page and receipt keep within their budgets`, async () => {
    const page = await visitor.open()
    const phone = newPhone()
    const traffic = await recordWire(page)
    await page.goto(`${harambee.site}/give/madarasa?lang=${lang}`)
    const first = await traffic.take()
    await page.goto(`${harambee.site}/give/madarasa`)
    const again = await traffic.take()
    await give(page, phone)
    const waiting = await traffic.take()
    await payOn(phone)
    await page.getByRole('heading', { level: 1, name: /Asante/ }).waitFor()
    await traffic.take()
    await page.reload()
    const receipt = await traffic.take()

    for (const resources of [first, again, waiting, receipt]) assertOurs(resources)
    const scripts = await Promise.all(of(first, 'js').map(({ url }) => measure(url, 'gzip')))
    assert.ok(scripts.length > 0)
    assertWithin('campaign, HTML', sum(of(first, 'html').map(({ bodyBytes }) => bodyBytes)), 10_000)
    assertWithin('campaign, CSS', sum(of(first, 'css').map(({ bodyBytes }) => bodyBytes)), 9_000)
    assertWithin('campaign, JavaScript gzipped', sum(scripts.map(({ bodyBytes }) => bodyBytes)), 145_000)
    assert.equal(of(first, 'font').length, 1)
    assertWithin('campaign, font', wire(of(first, 'font')), 45_000)
    assertWithin('campaign, picture', wire(of(first, 'image')), 40_000)
    assertWithin('campaign, first visit', wire(first) + (await measureWorker()), 260_000)
    assertWithin('campaign, repeated', wire(again), 15_000)
    assertWithin('waiting page, HTML', of(waiting, 'html').at(-1)?.bodyBytes ?? Number.NaN, 5_000)
    // It may have been rendered again already: that is news, not weight.
    const arrived = waiting.filter(({ kind }) => kind !== 'other')
    assertWithin('waiting page, besides what is there', wire(arrived), 12_000)
    assertWithin('receipt, HTML', of(receipt, 'html').at(-1)?.bodyBytes ?? Number.NaN, 5_500)
    assertWithin('receipt, read again', wire(receipt), 12_000)
  })

  test(`in ${lang}, the light version takes one flight of packets, and no script`, async () => {
    const page = await visitor.open()
    const phone = newPhone()
    const icon = (await measure(`${harambee.site}/icon.svg`, 'br')).wireBytes
    await page.goto(`${harambee.site}/give/madarasa?lang=${lang}&version=light`)
    const traffic = await recordWire(page)
    await page.goto(`${harambee.site}/give/madarasa`)
    const first = await traffic.take()
    await give(page, phone)
    const waiting = await traffic.take()
    await payOn(phone)
    // It looks again by itself; whoever cannot wait so long does it.
    const look = lang === 'en' ? async () => {} : () => page.reload()
    await until('the receipt', async () => {
      await look()
      return (await page.getByRole('heading', { level: 1, name: /Asante/ }).count()) > 0
    })
    await traffic.take()
    await page.reload()
    const receipt = await traffic.take()

    for (const resources of [first, waiting, receipt]) {
      assertOurs(resources)
      assert.deepEqual([...new Set(resources.map(({ kind }) => kind))], ['html'])
      const [html] = of(resources, 'html').slice(-1)
      assertWithin('light, HTML with its style', html?.bodyBytes ?? Number.NaN, 9_000)
      assertWithin('light, altogether', wire(resources) + icon, 14_000)
    }
    assert.equal(await page.evaluate('navigator.serviceWorker.getRegistrations().then(all => all.length)'), 0)
  })
}

// The light version.

/** What a page says between its head and its foot, as a browser without scripts reads it. */
function toMainText(html: string): string {
  const texts: string[] = []
  const read = (node: Tree.Node, isInside: boolean): void => {
    if (defaultTreeAdapter.isTextNode(node) && isInside) texts.push(node.value)
    if (!('childNodes' in node)) return
    const isMain = isInside || node.nodeName === 'main'
    for (const child of node.childNodes) read(child, isMain)
    if (isMain && !/^(?:a|span|strong|s|abbr|bdi)$/.test(node.nodeName)) texts.push(' ')
  }
  read(parse(html, { scriptingEnabled: false }), false)
  return texts.join('').replace(/\s+/g, ' ').trim()
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly html: string
}

async function ask(path: string, headers: Record<string, string>, body?: URLSearchParams): Promise<Answer> {
  const answer = await fetch(harambee.site + path, {
    headers: { ...headers, ...(body && { origin: harambee.site }) },
    redirect: 'manual',
    ...(body && { method: 'POST', body }),
  })
  return { status: answer.status, headers: answer.headers, html: await answer.text() }
}

const LIGHT = { 'save-data': 'on' }

/** The same page in both versions: the same status, the same words, and in the light one nothing a script would need. */
async function assertSame(what: string, read: (headers: Record<string, string>) => Promise<Answer>): Promise<string> {
  const full = await read({})
  const light = await read(LIGHT)
  const later = await read({})

  assert.equal(light.status, full.status, what)
  const said = toMainText(light.html).replace(/(?:Show the picture|Onyesha picha)[^.]*?(?:blackboard|ubao)/, '')
  const clean = said.replace(/\s+/g, ' ')
  // A page that goes by the clock may have gone on in between.
  assert.ok(
    [full, later].some(({ html }) => toMainText(html) === clean),
    `${what}:\n${clean}\n${toMainText(full.html)}`,
  )
  assert.match(full.html, /<script/, what)
  assert.doesNotMatch(light.html, /<script|<link rel="(?:pre|style|mod|mani)|<img|<noscript|<!--/, what)
  assert.equal(light.headers.get('link'), null, what)
  const styles = [...light.html.matchAll(/<style>(.*?)<\/style>/gs)].map(match => match[1] ?? '')
  assert.equal(styles.length, 1, what)
  const hash = createHash('sha256')
    .update(styles[0] ?? '')
    .digest('base64')
  const policy = light.headers.get('content-security-policy') ?? ''
  assert.ok(policy.includes(`'sha256-${hash}'`), what)
  assert.doesNotMatch(policy, /script-src|unsafe|nonce/, what)
  for (const { headers } of [full, light]) {
    assert.match(headers.get('vary') ?? '', /Save-Data, Cookie/, what)
    assert.equal(headers.get('cache-control'), 'private, no-store', what)
  }
  return light.html
}

for (const lang of ['en', 'sw'] as const) {
  test(`in ${lang}, every state of every page says the same in its light version`, async () => {
    const paid = newPhone()
    const form = await openForm(harambee.site)
    const cookie = `${form.cookie}; lang=${lang}`
    const own = (path: string) => (headers: Record<string, string>) => ask(path, { ...headers, cookie })
    const strange = (path: string) => (headers: Record<string, string>) =>
      ask(path, { ...headers, cookie: `lang=${lang}` })

    const campaign = await assertSame('the campaign', own('/give/madarasa'))
    assert.match(campaign, /<a class="show-picture" href="\/pictures\/[0-9a-f]{64}">/)
    const wrong = new URLSearchParams({ phone: '0712', amount: 'other', otherAmount: '1k' })
    const mistaken = await assertSame('a form to be mended', headers =>
      ask('/give/madarasa', { ...headers, cookie }, wrong),
    )
    assert.match(mistaken, /value="0712"/)

    const id = await sendForm(form, paid)
    const path = `/pay/${id}`
    await until('the prompt to be sent', async () => (await own(path)({})).html.includes('data-phase="enter-pin"'))
    const waiting = await assertSame('the waiting page', own(path))
    assert.match(waiting, new RegExp(`<meta http-equiv="refresh" content="8;url=${path}\\?looks=1">.*</head>`, 's'))
    assert.doesNotMatch((await ask(`${path}?looks=stop`, { ...LIGHT, cookie })).html, /http-equiv="refresh"/)
    assert.doesNotMatch((await ask(`${path}?looks=10`, { ...LIGHT, cookie })).html, /http-equiv="refresh"/)
    const waitingKept = await ask(`${path}?kept`, { cookie })
    await payOn(paid, 'cancel')
    await until('the failure', async () => (await own(`${path}/status`)({})).html.includes('"failed"'))
    await assertSame('a failed payment', own(path))

    const again = await openForm(harambee.site)
    const second = newPhone()
    const receiptPath = `/pay/${await sendForm({ ...again, cookie: form.cookie }, second)}`
    await payOn(second)
    await until('the receipt', async () => (await own(`${receiptPath}/status`)({})).html.includes('receiptNumber'))
    const receipt = await assertSame('the receipt', own(receiptPath))
    await assertSame('somebody else’s receipt', strange(receiptPath))
    const check = /href="(\/v\/[^"]+)"/.exec(receipt)?.[1] ?? ''
    await assertSame('a genuine receipt', own(check))
    await assertSame('a receipt nobody wrote', own('/v/2026-000001-0000000000'))
    await assertSame('stopping prompts', own('/stop-prompts'))
    await assertSame('what is not there', own('/nowhere'))

    // What may be kept on the phone: a receipt, by whoever gave.
    const kept = await ask(`${receiptPath}?kept`, { cookie })
    const strangeKept = await ask(`${receiptPath}?kept`, { cookie: `lang=${lang}` })
    assert.equal(kept.headers.get('kept-receipt'), 'yes')
    assert.match(kept.html, /action="\/kept\/clear"/)
    for (const other of [waitingKept, strangeKept, await ask('/give/madarasa?kept', { cookie })]) {
      assert.equal(other.headers.get('kept-receipt'), null)
      assert.doesNotMatch(other.html, /kept\/clear/)
    }
  })
}

test('on a screen of 320, without JavaScript, in Kiswahili: chosen at the foot of the page, given, checked, received, left again', async () => {
  const page = await visitor.open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 }, locale: 'sw-KE' })
  const phone = newPhone()
  const asked: string[] = []
  await page.goto(`${harambee.site}/give/madarasa`)
  await page.getByRole('link', { name: 'Toleo jepesi' }).click()
  await page.getByRole('link', { name: 'Toleo kamili' }).waitFor()
  assert.equal(page.url(), `${harambee.site}/give/madarasa`)
  page.on('request', request => asked.push(request.resourceType()))

  await page.getByRole('button', { name: /^Toa/ }).click()
  await page.getByRole('link', { name: 'Andika nambari ya M-PESA itakayolipa.' }).waitFor()
  await page.locator('input[name=amount][value="100"]').check({ force: true })
  await give(page, phone)
  const widths = [await widthOf(page)]
  await payOn(phone)
  await until('the receipt', async () => {
    const look = page.getByRole('button', { name: 'Angalia sasa' })
    if ((await look.count()) > 0) await look.click()
    return (await page.getByRole('heading', { level: 1, name: /Asante/ }).count()) > 0
  })
  widths.push(await widthOf(page))

  assert.deepEqual([...new Set(asked)], ['document'])
  assert.deepEqual(widths, [320, 320])
  assert.match(await page.locator('main').innerText(), /Shilingi mia moja/i)
  await page.getByRole('link', { name: 'Toleo kamili' }).click()
  await page.getByRole('link', { name: 'Toleo jepesi' }).waitFor()
  assert.ok(asked.includes('stylesheet'))
})

async function widthOf(page: Page): Promise<number> {
  return Math.ceil((await page.locator('html').boundingBox())?.width ?? 0)
}
