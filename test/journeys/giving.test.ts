// A donor in a real browser, with a phone on the other side: every way a gift can go.

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

/** Each gift from a phone of its own, as people type them. */
let phones = 0
function newPhone(): { typed: string; number: string } {
  phones += 1
  const tail = String(phones).padStart(2, '0')
  return { typed: `0700 003 0${tail}`, number: `2547000030${tail}` }
}

/** Fills in the form and presses the button. @param amount a suggested one, or any other */
async function give(page: Page, phone: string, amount = 500): Promise<void> {
  await page.goto(`${harambee.site}/give/madarasa`)
  await fillIn(page, phone, String(amount))
  await page.getByRole('button', { name: /^Give/ }).click()
}

async function fillIn(page: Page, phone: string, amount: string): Promise<void> {
  const suggested = page.locator(`input[name=amount][value="${amount}"]`)
  if ((await suggested.count()) > 0) await suggested.check({ force: true })
  else {
    await page.locator('input[name=amount][value=other]').check({ force: true })
    await page.locator('input[name=otherAmount]').fill(amount)
  }
  await page.locator('input[name=phone]').fill(phone)
}

async function answer(phone: string, action: 'pay' | 'cancel' | 'wrong-pin' | 'ignore'): Promise<void> {
  const { checkoutRequestId } = await harambee.safaricom.promptOf(phone)
  await harambee.safaricom.answer(checkoutRequestId, action)
}

const heading = (page: Page, text: string | RegExp) => page.getByRole('heading', { level: 1, name: text }).waitFor()

async function promptsOf(phone: string): Promise<number> {
  return (await harambee.safaricom.ledger()).prompts.filter(({ phoneNumber }) => phoneNumber === phone).length
}

test('pays: the page turns into a receipt with the amount and the M-PESA code', async () => {
  const page = await visitor.open()
  const phone = newPhone()

  await give(page, phone.typed)
  await page.waitForURL(/\/pay\/[0-9a-f]{32}$/)
  await heading(page, /Enter your M-PESA PIN/)
  assert.match(await page.title(), /Enter PIN · KSh\s500/)
  await answer(phone.number, 'pay')

  await heading(page, /Asante/)
  const { receipts } = await harambee.safaricom.ledger()
  const receipt = receipts.find(({ phoneNumber }) => phoneNumber === phone.number)
  const text = await page.locator('main').innerText()
  assert.match(text, new RegExp(receipt?.receiptNumber ?? 'none'))
  assert.match(text, /KSh\s500/)
  assert.match(text, /0700 ••• 0/)
  assert.doesNotMatch(await page.content(), new RegExp(`${phone.number}|ws_CO_`))
  assert.match(await page.title(), /✓/)
})

test('cancels, then tries again and pays', async () => {
  const page = await visitor.open()
  const phone = newPhone()
  await give(page, phone.typed)
  await page.waitForURL(/\/pay\//)
  const first = page.url()

  await answer(phone.number, 'cancel')
  await heading(page, 'The prompt closed before a PIN was entered.')
  await page.getByText('Nothing was taken.').first().waitFor()
  await page.getByRole('button', { name: /Send KSh\s500 again/ }).click()
  await page.waitForURL(url => url.href !== first && /\/pay\//.test(url.href))
  await answer(phone.number, 'pay')

  await heading(page, /Asante/)
  assert.equal(await promptsOf(phone.number), 2)
  await page.goto(first)
  await page.getByText('A later attempt succeeded.').waitFor()
})

for (const [name, set, action, sentence] of [
  ['wrong PIN', {}, 'wrong-pin', 'That PIN was not right.'],
  ['no funds', { balanceKes: 10 }, 'pay', 'Your M-PESA balance (and Fuliza) was not enough.'],
] as const) {
  test(`${name}: the page says so, that nothing was taken, and offers another try`, async () => {
    const page = await visitor.open()
    const phone = newPhone()
    await harambee.safaricom.setSubscriber(phone.number, set)
    await give(page, phone.typed)

    await answer(phone.number, action)

    await page.getByRole('heading', { level: 1, name: sentence }).waitFor()
    await page.getByText('Nothing was taken.').first().waitFor()
    await page.getByRole('button', { name: /again/ }).waitFor()
  })
}

test('never answers: after the prompt has rung out the page says that no money was received', async () => {
  const page = await visitor.open()
  const phone = newPhone()
  await give(page, phone.typed)
  const { checkoutRequestId } = await harambee.safaricom.promptOf(phone.number)

  await harambee.safaricom.answer(checkoutRequestId, 'ignore')
  await harambee.safaricom.advance(30_000)

  await heading(page, 'Your phone did not answer in time.')
  await page.getByText('We have received no money.').waitFor()
})

test('with JavaScript off: gives, checks by hand, and reads the receipt, in Kiswahili', async () => {
  const page = await visitor.open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 }, locale: 'sw-KE' })
  const phone = newPhone()
  await page.goto(`${harambee.site}/give/madarasa`)
  await fillIn(page, phone.typed, '350')
  await page.getByRole('button', { name: /^Toa/ }).click()
  await page.waitForURL(/\/pay\/[0-9a-f]{32}/)
  await heading(page, /Weka PIN yako ya M-PESA/)

  await answer(phone.number, 'pay')
  await until('the receipt', async () => {
    const check = page.getByRole('button', { name: 'Angalia sasa' })
    if ((await check.count()) > 0) await check.click()
    return (await page.getByRole('heading', { level: 1, name: /Asante/ }).count()) > 0
  })

  assert.match(await page.locator('main').innerText(), /mia tatu na hamsini/)
  const { scrollWidth, clientWidth } = await measure(page)
  assert.ok(scrollWidth <= clientWidth, `the page is ${scrollWidth} wide on a screen of ${clientWidth}`)
})

async function measure(page: Page): Promise<{ scrollWidth: number; clientWidth: number }> {
  const box = await page.locator('html').boundingBox()
  const viewport = page.viewportSize()
  return { scrollWidth: Math.ceil(box?.width ?? 0), clientWidth: viewport?.width ?? 0 }
}

test('double tap, reload, back and two tabs: one prompt', async () => {
  const page = await visitor.open()
  const phone = newPhone()
  await page.goto(`${harambee.site}/give/madarasa`)
  await fillIn(page, phone.typed, '500')
  await page.getByRole('button', { name: /^Give/ }).dblclick()
  await page.waitForURL(/\/pay\//)
  const first = page.url()

  await page.reload()
  await page.goBack()
  await page.locator('input[name=phone]').fill(phone.typed)
  await page.getByRole('button', { name: /^Give/ }).click()
  await page.waitForURL(/\/pay\//)
  assert.equal(page.url(), first)
  const tab = await page.context().newPage()
  await give(tab, phone.typed)
  await tab.waitForURL(/\/pay\//)
  assert.equal(tab.url(), first)

  assert.equal(await promptsOf(phone.number), 1)
  await answer(phone.number, 'pay')
  await Promise.all([heading(page, /Asante/), heading(tab, /Asante/)])
})

test('a signed link stays in the address without JavaScript: in the other language, looking again, checked, stopped', async () => {
  const phone = newPhone()
  const given = await visitor.open()
  await give(given, phone.typed)
  const id = new URL(given.url()).pathname.slice('/pay/'.length)
  const { url } = (await harambee.cli('payments', 'link', id, '--json')).json<{ url: string }>()
  const { pathname, search } = new URL(url)
  const page = await visitor.open({ javaScriptEnabled: false })
  const seen = async () => ({
    link: new URL(page.url()).searchParams.get('link'),
    isSeen: (await page.locator('.gift-line').innerText()).includes('500'),
  })
  const link = new URL(url).searchParams.get('link')

  await page.goto(`${harambee.site}${pathname}${search}`)
  await page.getByRole('link', { name: 'Kiswahili' }).click()
  assert.deepEqual(await seen(), { link, isSeen: true })
  const refresh = (await page.locator('meta[http-equiv=refresh]').getAttribute('content')) ?? ''
  assert.equal(refresh, `8;url=${pathname}${search}&looks=1`)
  await page.getByRole('button', { name: 'Angalia sasa' }).click()
  assert.deepEqual(await seen(), { link, isSeen: true })
  await page.getByRole('link', { name: 'Acha kujiangalia' }).click()
  assert.deepEqual(await seen(), { link, isSeen: true })
  assert.match(page.url(), /&looks=stop$/)
})

test('somebody else with the link sees that it arrived, and neither amount nor phone nor code', async () => {
  const page = await visitor.open()
  const phone = newPhone()
  await give(page, phone.typed, 2500)
  await page.waitForURL(/\/pay\//)
  await answer(phone.number, 'pay')
  await heading(page, /Asante/)
  const { receipts } = await harambee.safaricom.ledger()
  const receiptNumber = receipts.find(({ phoneNumber }) => phoneNumber === phone.number)?.receiptNumber ?? 'none'

  const stranger = await visitor.open()
  await stranger.goto(page.url())
  const seen = await stranger.content()
  const status = await (await fetch(`${page.url()}/status`)).json()

  assert.doesNotMatch(seen, new RegExp(`${receiptNumber}|2,500|${phone.number.slice(-3)}\\b`))
  assert.deepEqual(status, { status: 'succeeded' })
  assert.equal((await fetch(`${harambee.site}/pay/${'0'.repeat(32)}`)).status, 404)
})

test('while the screen is locked and the page asleep nothing is lost: it knows at once when it is looked at again', async () => {
  const page = await visitor.open()
  const phone = newPhone()
  await give(page, phone.typed)
  await page.waitForURL(/\/pay\//)
  await heading(page, /Enter your M-PESA PIN/)

  await page.context().setOffline(true)
  await answer(phone.number, 'pay')
  await until('the gift in the books', async () => {
    const status = await (await fetch(`${page.url()}/status`)).json()
    return (status as { status: string }).status === 'succeeded'
  })
  await page.context().setOffline(false)
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

  await heading(page, /Asante/)
})

for (const [phone, amount, sentence] of [
  ['', '500', 'Type the M-PESA number that will pay.'],
  ['0712 345 67', '500', 'One digit is missing'],
  ['0712 345 6789', '500', 'One digit too many'],
  ['020 2345678', '500', 'That is a landline.'],
  ['+256 712 345678', '500', 'Only Kenyan M-PESA numbers can give here.'],
  ['my phone', '500', 'That does not look like a phone number.'],
  ['0700003099', '', 'Type how much you want to give.'],
  ['0700003099', '0.50', 'M-PESA takes whole shillings.'],
  ['0700003099', '5', 'The smallest gift here is KSh 10.'],
  ['0700003099', '250001', 'M-PESA allows up to KSh 250,000 at once.'],
  ['0700003099', '1k', 'Did you mean KSh 1,000?'],
  ['0700003099', '-500', 'Type an amount above zero.'],
  ['0700003099', 'five hundred', 'That does not look like an amount.'],
] as const) {
  test(`"${phone}" with KSh "${amount}" comes back with the words typed and: ${sentence}`, async () => {
    const page = await visitor.open({ javaScriptEnabled: false })
    await page.goto(`${harambee.site}/give/madarasa`)
    await fillIn(page, phone, amount)

    await page.getByRole('button', { name: /^Give/ }).click()

    const text = (await page.locator('main').innerText()).replaceAll('\u00a0', ' ')
    assert.ok(text.includes(sentence), text)
    assert.equal(await page.locator('input[name=phone]').inputValue(), phone)
    assert.equal(await promptsOf('254700003099'), 0)
  })
}

test('a large gift is asked about once more, in words', async () => {
  const page = await visitor.open()
  const phone = newPhone()
  await harambee.safaricom.setSubscriber(phone.number, { balanceKes: 100_000 })

  await give(page, phone.typed, 30_000)
  await page
    .getByText(/thirty thousand shillings/i)
    .first()
    .waitFor()
  assert.equal(await promptsOf(phone.number), 0)
  await page.getByRole('button', { name: /Yes, give KSh\s30,000/ }).click()
  await answer(phone.number, 'pay')

  await heading(page, /Asante/)
})

test('the books equal Safaricom’s ledger', async () => {
  const { receipts } = await harambee.safaricom.ledger()
  const listed = await harambee.cli('payments', 'list', '--status', 'succeeded', '--json')
  const books = listed.json<{ receiptNumber: string; amountKes: number }[]>()

  assert.deepEqual(
    books.map(({ receiptNumber, amountKes }) => `${receiptNumber} ${amountKes}`).sort(),
    receipts.map(({ receiptNumber, amountKes }) => `${receiptNumber} ${amountKes}`).sort(),
  )
  assert.doesNotMatch(harambee.output(), /2547000030\d\d|07000030\d\d|ws_CO_/)
})
