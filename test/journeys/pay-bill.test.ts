// Giving by hand: the phone pays from its own menu to the account the page shows, and the page turns into the receipt by
// itself, whatever had become of the prompt.

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
  const registered = await harambee.cli('register-urls', '--json')
  assert.equal(registered.exitCode, 0, registered.stderr)
  const { isNew, confirmationUrl } = registered.json<{ isNew: boolean; confirmationUrl: string }>()
  assert.equal(isNew, true)
  assert.match(confirmationUrl, /\/cb\/…\/c2b\/confirmation$/)
})
after(() => cleanUps.run())

/** Gives KSh 500 in a fresh browser, as far as the prompt. @returns the page and the account it shows for paying by hand */
async function give(
  typed: string,
  phoneNumber: string,
  action: 'cancel' | null,
): Promise<{ page: Page; account: string }> {
  const page = await visitor.open()
  await page.goto(`${harambee.site}/give/madarasa`)
  await page.locator('input[name=phone]').fill(typed)
  await page.getByRole('button', { name: /^Give/ }).click()
  await page.waitForURL(/\/pay\/[0-9a-f]{32}$/)
  const { checkoutRequestId, accountReference } = await harambee.safaricom.promptOf(phoneNumber)
  if (action !== null) {
    await harambee.safaricom.answer(checkoutRequestId, action)
    await page.getByRole('heading', { level: 1, name: 'The prompt closed before a PIN was entered.' }).waitFor()
  }
  const shown = await page.locator('.fallback dl > div:nth-child(2) dd').first().textContent()
  assert.equal(shown, accountReference)
  return { page, account: accountReference }
}

for (const [name, tail, action, spell] of [
  ['a page that waits', '41', null, (account: string) => account],
  ['a page whose prompt was cancelled', '42', 'cancel', (account: string) => account.toLowerCase().replace('-', ' ')],
] as const) {
  test(`${name} turns into the receipt by itself once its gift is paid by hand`, async () => {
    const phoneNumber = `2547000030${tail}`
    const { page, account } = await give(`0700 003 0${tail}`, phoneNumber, action)

    const paid = await harambee.safaricom.payByHand({ phoneNumber, accountReference: spell(account), amountKes: 500 })

    await page.getByRole('heading', { level: 1, name: /Asante/ }).waitFor()
    assert.match(await page.locator('main').innerText(), new RegExp(paid.receiptNumber ?? 'none'))
  })
}

test('a gift to the bare code of the campaign counts, and the books are whole', async () => {
  const raised = async () =>
    (await harambee.cli('payments', 'list', '--status', 'succeeded', '--json')).json<{ receiptNumber: string }[]>()
  const { receiptNumber } = await harambee.safaricom.payByHand({
    phoneNumber: '254700003043',
    accountReference: 'madarasa',
    amountKes: 250,
  })

  await until('the gift', async () => (await raised()).some(payment => payment.receiptNumber === receiptNumber))

  assert.equal((await harambee.cli('verify', '--json')).json<{ ok: boolean }>().ok, true)
})

test('money for nobody’s account waits, and a person gives it to the campaign', async () => {
  const { receiptNumber } = await harambee.safaricom.payByHand({
    phoneNumber: '254700003044',
    accountReference: 'RENT',
    amountKes: 300,
  })
  const strays = async () =>
    (await harambee.cli('receipts', 'unmatched', '--json')).json<
      { receiptNumber: string; accountReference: string }[]
    >()
  await until('the stray', async () => (await strays()).some(stray => stray.receiptNumber === receiptNumber))

  const matched = await harambee.cli('receipts', 'match', receiptNumber ?? '', '--campaign', 'madarasa', '--json')
  const again = await harambee.cli('receipts', 'match', receiptNumber ?? '', '--campaign', 'madarasa', '--json')

  assert.equal(matched.exitCode, 0, matched.stderr)
  assert.equal(matched.json<{ receiptNumber: string }>().receiptNumber, receiptNumber)
  assert.equal(again.exitCode, 1)
  assert.equal(again.json<{ error: { code: string } }>().error.code, 'held')
  assert.deepEqual(await strays(), [])
})
