// T19: names and messages that want to be more than text. Before an operator's yes they are nowhere on the page; after it
// they are text, in a browser that would tell of every script.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { openBrowser } from '../journeys/open-browser.ts'
import { type Harambee, startHarambee, until } from '../journeys/start-harambee.ts'
import { FORGED_EVENT, HOSTILE, RAW_CONTROLS } from './hostile-text.ts'
import { visit } from './site.ts'

let harambee: Harambee
const cleanUps = gatherCleanUps()
before(async () => {
  harambee = await startHarambee(cleanUps)
})
after(() => cleanUps.run())

const MARK = 'strange'
const TEXTS: readonly string[] = [
  ...HOSTILE,
  '</script><script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "'-alert(1)-'",
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '</title><img src=x onerror=alert(1)>',
]

test('whatever givers write is nowhere before it is approved, and text after', async () => {
  const { site, safaricom, cli } = harambee
  for (const [index, text] of TEXTS.entries()) {
    const phone = `2547000061${String(index).padStart(2, '0')}`
    await safaricom.setSubscriber(phone, { behaviour: 'pays', delayMs: 0 })
    const browser = await visit(site)
    const paymentId = await browser.newPaymentId('/give/madarasa')
    const sent = await browser.send('/give/madarasa', [
      ...([
        ['paymentId', paymentId],
        ['phone', phone],
        ['amount', '100'],
        ['showName', 'yes'],
      ] as const),
      ...([
        ['name', MARK + text],
        ['message', MARK + text],
        ['tribute', MARK + text],
      ] as const),
    ])
    assert.equal(sent.status, 303, JSON.stringify(text))
  }
  const list = async () => cli('givers', 'list', '--json')
  await until('all gifts to be paid', async () => (await list()).json<unknown[]>().length === TEXTS.length)

  const before = await (await fetch(`${site}/give/madarasa`)).text()
  assert.ok(!before.includes(MARK), 'nothing is shown before somebody has read it')
  const printed = (await cli('givers', 'list')).stdout
  for (const line of printed.split('\n')) assert.doesNotMatch(line, RAW_CONTROLS)
  assert.ok(!harambee.output().includes(MARK), 'and nothing is in a log')
  assert.ok(!harambee.output().includes(FORGED_EVENT))

  const all = (await list()).json<{ donationId: string }[]>().map(({ donationId }) => donationId)
  const { browser } = await openBrowser(cleanUps)
  // The page names ten at a time.
  for (let start = 0; start < all.length; start += 10) {
    const some = all.slice(start, start + 10)
    assert.equal((await cli('givers', 'approve', ...some)).exitCode, 0)
    const page = await (await browser.newContext()).newPage()
    const heard: string[] = []
    page.on('dialog', dialog => {
      heard.push(dialog.message())
      dialog.dismiss().catch(() => {})
    })
    page.on('console', message => {
      if (/Content Security Policy|Refused/.test(message.text())) heard.push(message.text())
    })
    page.on('pageerror', error => heard.push(error.message))
    await page.goto(`${site}/give/madarasa`)
    await page.waitForLoadState('networkidle')

    assert.deepEqual(heard, [])
    assert.equal(await page.locator('.givers li').count(), some.length)
    const made = page.locator('.givers :is(script, img, svg, a, iframe)')
    assert.equal(await made.count(), 0)
    for (const text of await page.locator('.givers bdi').allInnerTexts()) assert.doesNotMatch(text, RAW_CONTROLS)
    assert.equal((await cli('givers', 'hide', ...some)).exitCode, 0)
  }
})
