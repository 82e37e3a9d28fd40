// The receipt as people keep it: as a file, on paper, and where they have paid twice. One site for all of it.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { Page } from 'playwright-core'
import { gatherCleanUps } from './clean-ups.ts'
import { openBrowser, type Visitor } from './open-browser.ts'
import { type Harambee, startHarambee, until } from './start-harambee.ts'

const MOST_BYTES = 40_000

let harambee: Harambee
let visitor: Visitor
const cleanUps = gatherCleanUps()
before(async () => {
  harambee = await startHarambee(cleanUps)
  visitor = await openBrowser(cleanUps)
  const registered = await harambee.cli('register-urls', '--json')
  assert.equal(registered.exitCode, 0, registered.stderr)
})
after(() => cleanUps.run())

interface Given {
  readonly page: Page
  /** Of the page, without a query. */
  readonly url: string
  readonly phoneNumber: string
  readonly accountReference: string
}

/** Gives KSh 500 and pays it. */
async function give(tail: string, options: Parameters<Visitor['open']>[0] = {}): Promise<Given> {
  const page = await visitor.open(options)
  const phoneNumber = `2547000080${tail}`
  await page.goto(`${harambee.site}/give/madarasa`)
  await page.locator('input[name=phone]').fill(`0700 008 0${tail}`)
  await page.locator('details.more summary').click()
  await page.locator('input[name=name]').fill('Wanjiru wa Mfano')
  await page.locator('input[name=kraPin]').fill('a000 000 000 z')
  await page.getByRole('button', { name: /^(?:Give|Toa) KSh|^Give|^Toa/ }).click()
  await page.waitForURL(/\/pay\/[0-9a-f]{32}/)
  const url = page.url().split('?')[0] ?? ''
  const { checkoutRequestId, accountReference } = await harambee.safaricom.promptOf(phoneNumber)
  await harambee.safaricom.answer(checkoutRequestId, 'pay')
  await untilPaid(url)
  await page.goto(url)
  await page.getByRole('heading', { level: 1, name: /Asante/ }).waitFor()
  return { page, url, phoneNumber, accountReference }
}

function untilPaid(url: string) {
  return until('the gift in the books', async () => {
    const { status } = (await (await fetch(`${url}/status`)).json()) as { status: string }
    return status === 'succeeded'
  })
}

/** As the browser of the page asks for it. */
async function download({ page, url }: Given, language: string) {
  const answer = await page.context().request.get(`${url}/receipt.pdf`, { headers: { 'accept-language': language } })
  const bytes = await answer.body()
  return { headers: answer.headers(), bytes, text: answer.status() === 200 ? await readText(bytes) : '' }
}

async function readText(bytes: Uint8Array): Promise<string> {
  const loading = getDocument({ data: Uint8Array.from(bytes), verbosity: VerbosityLevel.ERRORS })
  const page = await (await loading.promise).getPage(1)
  const { items } = await page.getTextContent()
  await loading.destroy()
  return items
    .map(item => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : ''))
    .join('')
    .replace(/\s+/g, ' ')
}

/** Another KSh 500 for the same donation, from the phone's own menu. @returns its code, once the page tells of it */
async function payByHand({ page, phoneNumber, accountReference }: Given, amountKes = 500): Promise<string> {
  const { receiptNumber } = await harambee.safaricom.payByHand({ phoneNumber, accountReference, amountKes })
  await until('the page to tell of it', async () => {
    await page.reload()
    return (await page.locator('.twice').count()) > 0
  })
  return receiptNumber ?? 'none'
}

interface Doubled {
  readonly giveBackKes: number
  readonly payments: { id: string; receiptNumber: string; wish: string | null }[]
}

async function findDoubled(receiptNumber: string): Promise<Doubled | undefined> {
  const listed = (await harambee.cli('gifts', 'doubled', '--json')).json<Doubled[]>()
  return listed.find(({ payments }) => payments.some(payment => payment.receiptNumber === receiptNumber))
}

test('gives, pays, and keeps the receipt: the file says what the page says, the same twice over', async () => {
  const given = await give('11')
  const { receipts } = await harambee.safaricom.ledger()
  const code = receipts.find(({ phoneNumber }) => phoneNumber === given.phoneNumber)?.receiptNumber ?? 'none'
  const serial = (await given.page.locator('.label-facts .code').first().textContent()) ?? ''

  const saved = given.page.waitForEvent('download')
  await given.page.getByRole('link', { name: 'Save as PDF' }).click()
  const [file, again] = [await download(given, 'en'), await download(given, 'en')]

  assert.equal((await saved).suggestedFilename(), `receipt-${serial}.pdf`)
  assert.equal(file.headers['content-type'], 'application/pdf')
  assert.match(file.headers['cache-control'] ?? '', /private, no-store/)
  assert.ok(file.bytes.length <= MOST_BYTES, `${file.bytes.length} bytes`)
  assert.deepEqual(file.bytes, again.bytes)
  for (const said of [
    ...['MFANO / SPECIMEN', 'ASANTE, WANJIRU.', 'KSh 500.00', 'five hundred shillings only / shilingi mia tano tu'],
    ...[serial, code, 'Wanjiru wa Mfano, 0700 ••• 011', 'A000000000Z', 'PBO/DEMO/0000/0000', 'KRA/EXEMPT/DEMO'],
  ]) {
    assert.ok(file.text.includes(said), `${said} is missing in: ${file.text}`)
  }
  const address = (await given.page.locator('.label-check .address').getAttribute('href')) ?? ''
  assert.ok(file.text.includes(address))
  assert.match((await download(given, 'sw')).text, /Imethibitishwa/)
  const share = (await given.page.getByRole('link', { name: 'Tell others on WhatsApp' }).getAttribute('href')) ?? ''
  assert.match(decodeURIComponent(share), /KSh [\d,]+ of KSh [\d,]+ so far/)
  // Everybody else is led to the page, and sees what it shows them.
  const stranger = await fetch(`${given.url}/receipt.pdf`, { redirect: 'manual' })
  assert.deepEqual([stranger.status, stranger.headers.get('location')], [303, new URL(given.url).pathname])
})

test('on paper the receipt is one A5 page, black on white', async () => {
  const { page } = await give('12')

  const printed = await page.pdf({ preferCSSPageSize: true })
  await page.emulateMedia({ media: 'print' })
  const colours = await page.evaluate(`(() => {
    const seen = new Set()
    for (const element of document.querySelectorAll('.label, .label *, .specimen, .specimen *')) {
      const style = getComputedStyle(element)
      if (element.closest('.qr') || !element.checkVisibility()) continue
      for (const name of ['color', 'borderTopColor', 'borderBottomColor', 'fill', 'backgroundColor']) {
        if (name.startsWith('border') && style[name.replace('Color', 'Width')] === '0px') continue
        seen.add(style[name])
      }
    }
    return [...seen]
  })()`)

  const loading = getDocument({ data: Uint8Array.from(printed), verbosity: VerbosityLevel.ERRORS })
  const pdf = await loading.promise
  const [, , width = 0, height = 0] = (await pdf.getPage(1)).view
  await loading.destroy()
  assert.deepEqual([pdf.numPages, Math.round(width), Math.round(height)], [1, 420, 595])
  const inked = (colours as string[]).filter(
    colour => !/^rgb\(0, 0, 0\)$|^rgb\(255, 255, 255\)$|^rgba\(0, 0, 0, 0\)$|^none$|^url\(/.test(colour),
  )
  assert.deepEqual(inked, [])
})

test('paid twice, with JavaScript off: both pages say so; one is asked back, then both are kept', async () => {
  const given = await give('13', { javaScriptEnabled: false, locale: 'sw-KE' })
  const { page } = given
  const first = (await page.locator('.label-facts .code').nth(1).textContent()) ?? ''
  const second = await payByHand(given)

  const text = await page.locator('.twice').innerText()
  assert.match(text, /Umelipa mara mbili\./)
  assert.ok(text.includes(first) && text.includes(second), text)
  await page.getByRole('button', { name: 'Omba kurudishiwa mmoja' }).click()
  await page.getByText('Uliomba kurudishiwa').waitFor()

  const asked = await findDoubled(second)
  assert.deepEqual(
    asked?.payments.map(({ receiptNumber, wish }) => [receiptNumber, wish]),
    [
      [first, 'keep'],
      [second, 'give-back'],
    ],
  )
  assert.equal(asked?.giveBackKes, 500)
  assert.match((await download(given, 'en')).text, new RegExp(`Paid more than once: ${second}`))
  // The page of the payment that came by hand is the same giver's, and says the same.
  const byHand = asked?.payments[1]?.id ?? ''
  await page.goto(`${harambee.site}/pay/${byHand}`)
  assert.match(await page.locator('.twice').innerText(), /Uliomba kurudishiwa/)
  assert.match(
    (await download({ ...given, url: `${harambee.site}/pay/${byHand}` }, 'en')).text,
    /has asked for this payment back/,
  )
  await page.getByRole('button', { name: 'Acha iwe mchango wa pili' }).click()
  await page.getByText('Umeacha yote iwe mchango.').waitFor()
  assert.equal((await findDoubled(second))?.giveBackKes, 0)
})

test('of two different amounts the giver says which; others can say nothing, and the books stay exact', async () => {
  const given = await give('14')
  const code = await payByHand(given, 300)
  const wish = (headers: Record<string, string>, query = '') =>
    fetch(`${given.url}/twice${query}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: 'keep=all',
    })

  const strange = [
    await wish({}),
    await wish({ cookie: `giver=${'f'.repeat(32)}` }),
    await wish({}, `?link=${'0'.repeat(36)}`),
  ]
  assert.deepEqual(
    strange.map(({ status }) => status),
    [303, 303, 303],
  )
  assert.equal((await wish({ origin: 'https://evil.example' })).status, 403)
  assert.deepEqual(
    (await findDoubled(code))?.payments.map(payment => payment.wish),
    [null, null],
  )
  await given.page.getByRole('button', { name: new RegExp(`Ask for KSh\\s300 back \\(${code}\\)`) }).click()
  await given.page.getByText('You asked for').waitFor()
  assert.equal((await findDoubled(code))?.giveBackKes, 300)

  // Whoever holds the signed link may say it too: who paid by hand has no other way.
  const id = given.url.split('/').at(-1) ?? ''
  const { url } = (await harambee.cli('payments', 'link', id, '--json')).json<{ url: string }>()
  const linked = await wish({}, new URL(url).search)
  assert.match(linked.headers.get('location') ?? '', /\?link=[^&]+#twice$/)
  assert.equal((await findDoubled(code))?.giveBackKes, 0)
  assert.equal((await harambee.cli('verify', '--json')).json<{ ok: boolean }>().ok, true)
})
