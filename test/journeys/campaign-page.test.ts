// A campaign's page: read in both languages, given on with a name and a message, and shared; at every width, with and
// without JavaScript.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
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

interface Giver {
  readonly donationId: string
  readonly name: string | null
}

for (const javaScriptEnabled of [true, false]) {
  for (const [lang, form, other] of [
    ['en', 'How many shillings?', 'sw'],
    ['sw', 'Shilingi ngapi?', 'en'],
  ] as const) {
    for (const width of [320, 360, 1280]) {
      const name = `in ${lang}, ${width} px wide, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`
      test(`${name}: the form stands above the story, which is there in both languages, and nothing sticks out`, async () => {
        const page = await visitor.open({ javaScriptEnabled, viewport: { width, height: 740 } })
        await page.goto(`${harambee.site}/give/madarasa?lang=${lang}`)

        const top = async (selector: string) => (await page.locator(selector).boundingBox())?.y ?? Number.NaN
        assert.equal(await page.locator('html').getAttribute('lang'), lang)
        await page.getByText(form).waitFor()
        assert.ok((await top('.campaign-form')) < (await top('.stories')))
        assert.equal(await page.locator('#other-story').getAttribute('lang'), other)
        const [own, its] = [
          await page.locator('.stories article').first().boundingBox(),
          await page.locator('#other-story').boundingBox(),
        ]
        assert.equal(own?.y === its?.y, width === 1280, 'beside each other where there is room')
        const picture = page.locator('img.hero')
        assert.ok((await picture.getAttribute('alt'))?.includes(lang === 'en' ? 'desks' : 'madawati'))
        const box = await picture.boundingBox()
        assert.ok(box && Math.abs(box.width / box.height - 16 / 9) < 0.05)
        assert.equal(await page.locator('details.more').getAttribute('open'), null)
        const widths = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as number[]
        assert.ok((widths[0] ?? 0) <= width, `${widths}`)
        const links = await page.locator('.share a').evaluateAll(all => all.map(one => one.getAttribute('href') ?? ''))
        assert.match(links[0] ?? '', /^https:\/\/wa\.me\/\?text=/)
        assert.match(links[1] ?? '', /^sms:\?body=/)
        assert.equal(await page.locator('.share button').count(), javaScriptEnabled ? 1 : 0)
      })
    }
  }
}

test('without JavaScript a name is given, waits for the charity, is shown without the amount, and is taken off again', async () => {
  const page = await visitor.open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } })
  const phone = '254700005001'
  await harambee.safaricom.setSubscriber(phone, { behaviour: 'pays', delayMs: 0 })
  await page.goto(`${harambee.site}/give/madarasa?lang=en`)
  await page.locator('details.more summary').click()
  await page.getByLabel('Your name').fill('Wanjiru wa Mfano')
  await page.getByLabel('A message').fill('Kwa watoto wote')
  await page.getByLabel(/^E.mail/).fill('wanjiru.example.org')
  await page.getByLabel('Name me on this page').check()
  await page.locator('input[name=phone]').fill('0700 005 001')
  await page.getByRole('button', { name: /^Give/ }).click()
  await page.getByRole('link', { name: /does not look like an e-mail address/ }).waitFor()
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Wanjiru wa Mfano')
  assert.equal(await page.getByLabel('Name me on this page').isChecked(), true)
  await page.getByLabel(/^E.mail/).fill('wanjiru@example.org')
  await page.getByRole('button', { name: /^Give/ }).click()
  await page.waitForURL(/\/pay\//)

  const list = async () => (await harambee.cli('givers', 'list', '--json')).json<Giver[]>()
  await until('the gift to be paid', async () => (await list()).length === 1)
  const read = async () => (await fetch(`${harambee.site}/give/madarasa`)).text()
  assert.doesNotMatch(await read(), /Wanjiru|watoto wote/)
  const [giver] = await list()
  await harambee.cli('givers', 'approve', giver?.donationId ?? '')
  await page.goto(`${harambee.site}/give/madarasa`)
  const shown = await page.locator('.givers').innerText()
  await harambee.cli('givers', 'hide', giver?.donationId ?? '')

  assert.match(shown, /Wanjiru wa Mfano\s+Kwa watoto wote/)
  assert.doesNotMatch(shown, /500|example\.org/)
  assert.doesNotMatch(await read(), /Wanjiru|watoto wote|example\.org"?>wanjiru/)
  const exported = (await harambee.cli('donor', 'export', phone, '--json')).json<{ payments: { details: object }[] }>()
  assert.deepEqual(exported.payments[0]?.details, {
    ...{ name: 'Wanjiru wa Mfano', message: 'Kwa watoto wote', tribute: null, email: 'wanjiru@example.org' },
    ...{ kraPin: null, mayShow: true, showsAmount: false, state: 'hidden' },
  })
  assert.equal((await harambee.cli('verify', '--json')).exitCode, 0)
})

test('the link is copied', async () => {
  const page = await visitor.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await page.goto(`${harambee.site.replace('127.0.0.1', 'localhost')}/give/madarasa`)
  await page.getByRole('button', { name: 'Copy the link' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()

  assert.match(String(await page.evaluate('navigator.clipboard.readText()')), /\/give\/madarasa$/)
})

test('a picture may be kept for ever and belongs to nobody; what is no picture is not there', async () => {
  const html = await (await fetch(`${harambee.site}/give/madarasa`)).text()
  const path = /\/pictures\/[0-9a-f]{64}/.exec(html)?.[0] ?? ''
  const answer = await fetch(harambee.site + path)

  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'image/png')
  assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  assert.equal(answer.headers.get('set-cookie'), null)
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  for (const wrong of ['0'.repeat(64), 'x', '..%2f..%2fpackage.json']) {
    assert.equal((await fetch(`${harambee.site}/pictures/${wrong}`)).status, 404, wrong)
  }
})

test('before its first day the page says when it begins, and has no form', async () => {
  await harambee.cli('campaigns', 'edit', 'madarasa', '--starts', '2099-01-31', '--ends', 'none')
  const html = await (await fetch(`${harambee.site}/give/madarasa?lang=en`)).text()
  await harambee.cli('campaigns', 'edit', 'madarasa', '--starts', 'none')

  assert.match(html, /You can give from (?:<!-- -->)?31 January 2099/)
  assert.doesNotMatch(html, /name="phone"/)
})
