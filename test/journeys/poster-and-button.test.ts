// What a campaign gives to other places: a sheet of paper, and other people's pages.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { encode } from 'uqr'
import { gatherCleanUps } from './clean-ups.ts'
import { openBrowser, type Visitor } from './open-browser.ts'
import { type Harambee, startHarambee } from './start-harambee.ts'

let harambee: Harambee
let visitor: Visitor
const cleanUps = gatherCleanUps()
before(async () => {
  harambee = await startHarambee(cleanUps)
  visitor = await openBrowser(cleanUps)
})
after(() => cleanUps.run())

/** What the strokes of a path cover: rows of squares. */
function readModules(path: string, size: number): boolean[][] {
  const rows = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  let [x, y] = [0, 0]
  for (const [, moveTo, row, moveBy, stroke] of path.matchAll(/M(\d+) (\d+)\.5|m(\d+) 0|h(\d+)/g)) {
    if (moveTo !== undefined) [x, y] = [Number(moveTo), Number(row)]
    x += Number(moveBy ?? 0)
    rows[y]?.fill(true, x, x + Number(stroke ?? 0))
    x += Number(stroke ?? 0)
  }
  return rows
}

test('the poster shows the address as a QR code, PayBill and account, fits one A4 sheet and a small screen', async () => {
  const page = await visitor.open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } })
  await page.goto(`${harambee.site}/give/madarasa/poster?lang=en`)
  const text = await page.locator('main').innerText()
  const widths = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as number[]
  const label = await page.locator('.qr').getAttribute('aria-label')
  const address = label?.replace('QR code of ', '') ?? ''
  const modules = encode(address, { ecc: 'M', border: 4 }).data
  const path = (await page.locator('.qr path').nth(1).getAttribute('d')) ?? ''
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')

  assert.match(address, /^http:\/\/[^/]+\/give\/madarasa$/)
  assert.deepEqual(
    readModules(path, modules.length),
    modules.map(row => row.map(Boolean)),
  )
  for (const part of [/Desks for Madarasa/, /Madawati kwa/, /174379/, /MADARASA/]) assert.match(text, part)
  assert.deepEqual(widths, [320, 320])
  assert.equal(pdf.split(/\/Type\s*\/Page\b/).length - 1, 1, 'one sheet')
  assert.match(pdf, /MediaBox\s*\[\s*0 0 59[45][.\d]* 84[12]/)
})

test('another site may frame the small page and nothing else; it sets no cookie and holds no form', async () => {
  const snippets = await (await visitor.open()).goto(`${harambee.site}/give/madarasa/button?lang=en`)
  assert.match((await snippets?.text()) ?? '', /iframe/)
  const host = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').searchParams.get('path') ?? ''
    response.writeHead(200, { 'Content-Type': 'text/html' })
    response.end(`<!doctype html><iframe src="${harambee.site}${path}"></iframe>`)
  })
  await new Promise<void>(resolve => host.listen(0, '127.0.0.1', resolve))
  cleanUps.after(() => host.close())
  const elsewhere = `http://localhost:${(host.address() as AddressInfo).port}`

  const seen: Record<string, boolean> = {}
  for (const path of [
    '/give/madarasa/embed',
    '/give/madarasa',
    '/give/madarasa/poster',
    '/give/madarasa/button',
    '/',
  ]) {
    const page = await visitor.open()
    await page.goto(`${elsewhere}/?path=${path}`)
    await page.waitForLoadState('networkidle')
    const frame = page.frames()[1]
    seen[path] = ((await frame?.locator('h1').count()) ?? 0) > 0
  }
  assert.deepEqual(seen, {
    '/give/madarasa/embed': true,
    '/give/madarasa': false,
    '/give/madarasa/poster': false,
    '/give/madarasa/button': false,
    '/': false,
  })

  const answer = await fetch(`${harambee.site}/give/madarasa/embed?lang=sw`)
  const html = await answer.text()
  assert.equal(answer.headers.get('set-cookie'), null)
  assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors \*/)
  assert.match(html, /<html lang="sw">/)
  assert.match(html, /Si pesa halisi/)
  assert.doesNotMatch(html, /<(?:form|input|script|style)|style=|onclick/)
  for (const wrong of ['/give/nowhere/embed', '/give/madarasa%2fx/embed']) {
    assert.equal((await fetch(harambee.site + wrong)).status, 404, wrong)
  }
})

test('a title with signs of HTML is text in the frame and in the snippets', async () => {
  const title = 'Desks <script>alert("1")</script> & \'chairs\''
  await harambee.cli('campaigns', 'edit', 'madarasa', '--title-en', title)
  const embed = await (await fetch(`${harambee.site}/give/madarasa/embed?lang=en`)).text()
  const page = await visitor.open()
  await page.goto(`${harambee.site}/give/madarasa/button?lang=en`)
  const snippets = await page.locator('.snippet').allInnerTexts()

  assert.ok(!embed.includes('<script'))
  assert.match(embed, /Desks &lt;script&gt;/)
  assert.equal(snippets.length, 2)
  for (const snippet of snippets) assert.ok(!snippet.includes('<script'), snippet)
})
