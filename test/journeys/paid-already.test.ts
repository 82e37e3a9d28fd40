// "I paid, but …", with JavaScript off: paid by hand to a wrong account, the giver pastes M-PESA's message and has the
// receipt; a code nobody knows is asked about, looked into by a person, and settled from the command line.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { gatherCleanUps } from './clean-ups.ts'
import { openBrowser, type Visitor } from './open-browser.ts'
import { type Harambee, startHarambee, until } from './start-harambee.ts'

const CREDENTIAL = 'c2VjcmV0'.repeat(40)

let harambee: Harambee
let visitor: Visitor
const cleanUps = gatherCleanUps()
before(async () => {
  const initiator = { MPESA_INITIATOR_NAME: 'testapi', MPESA_SECURITY_CREDENTIAL: CREDENTIAL }
  harambee = await startHarambee(cleanUps, initiator)
  visitor = await openBrowser(cleanUps)
  const registered = await harambee.cli('register-urls', '--json')
  assert.equal(registered.exitCode, 0, registered.stderr)
})
after(() => cleanUps.run())

/** Gives KSh 500 without JavaScript and cancels the prompt. */
async function giveAndCancel(phoneNumber: string, locale: string): Promise<Page> {
  const page = await visitor.open({ javaScriptEnabled: false, locale })
  await page.goto(`${harambee.site}/give/madarasa`)
  await page.locator('input[name=phone]').fill(`0${phoneNumber.slice(3)}`)
  await page.locator('form.gift-form button[type=submit]').click()
  await page.waitForURL(/\/pay\/[0-9a-f]{32}$/)
  const { checkoutRequestId } = await harambee.safaricom.promptOf(phoneNumber)
  await harambee.safaricom.answer(checkoutRequestId, 'cancel')
  const { pathname } = new URL(page.url())
  await until('the refusal', async () => {
    const { status } = (await (await fetch(`${harambee.site}${pathname}/status`)).json()) as { status: string }
    return status === 'failed'
  })
  await page.goto(harambee.site + pathname)
  return page
}

async function tell(page: Page, message: string): Promise<void> {
  const details = page.locator('#paid details')
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click()
  await page.locator('#mpesa-message').fill(message)
  await Promise.all([page.waitForNavigation(), page.locator('#paid button[type=submit]').click()])
}

async function lastMessageOf(phoneNumber: string): Promise<string> {
  const answer = await fetch(`${harambee.simulator}/_sim/phones/${phoneNumber}`)
  const { messages } = (await answer.json()) as { messages: { text: string }[] }
  return messages.at(-1)?.text ?? ''
}

test('money to a wrong account becomes the receipt as soon as M-PESA’s message is pasted', async () => {
  const phoneNumber = '254700003071'
  const page = await giveAndCancel(phoneNumber, 'en-KE')
  const { receiptNumber } = await harambee.safaricom.payByHand({
    ...{ phoneNumber, accountReference: 'RENT', amountKes: 500 },
  })
  const message = await until('the message', async () => {
    const text = await lastMessageOf(phoneNumber)
    return text.includes(receiptNumber ?? 'none') && text
  })
  await until('the stray', async () =>
    (await harambee.cli('receipts', 'unmatched')).stdout.includes(receiptNumber ?? ''),
  )

  await tell(page, (receiptNumber ?? '').slice(1))
  assert.match(await page.locator('#mpesa-message-problem').innerText(), /10 letters and numbers.*This one has 9/)
  await tell(page, message)

  assert.match(await page.locator('main').innerText(), new RegExp(receiptNumber ?? 'none'))
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'ASANTE.')
})

test('a code M-PESA does not know is a person’s to look into, who finds it and settles it', async () => {
  const page = await giveAndCancel('254700003072', 'sw-KE')
  const path = new URL(page.url()).pathname
  const sms = 'UKO0NOBODY Imethibitishwa. Ksh500.00 imetumwa kwa NAIVAS LTD tarehe 24/11/26 saa 10:02 AM.'
  await tell(page, sms)
  assert.match(await page.locator('#mpesa-message-problem').innerText(), /SMS hii ni malipo kwa NAIVAS LTD, si kwetu/)
  await page.locator('input[name=isSure]').check()
  await tell(page, sms)
  assert.match(await page.locator('#told').innerText(), /UKO0NOBODY/)
  const task = await until('the answer', async () => {
    const tasks = (await harambee.cli('tasks', 'list', '--json')).json<
      { id: string; state: string; because: string }[]
    >()
    return tasks.find(({ state }) => state === 'open')
  })
  assert.match(task.because, /2032/)

  await page.goto(harambee.site + path)
  assert.match(await page.locator('#told').innerText(), /Mtu ataangalia UKO0NOBODY kabla ya/)
  const shown = (await harambee.cli('tasks', 'show', task.id, '--json')).json<{ message: string }>()
  assert.equal(shown.message, sms)
  const resolved = await harambee.cli('tasks', 'resolve', task.id, '--paid', '--note', 'seen', '--by', 'asha', '--json')
  assert.equal(resolved.exitCode, 0, resolved.stdout)
  const again = await harambee.cli('tasks', 'resolve', task.id, '--not-paid', '--json')
  assert.equal(again.json<{ error: { code: string } }>().error.code, 'done')

  await page.goto(harambee.site + path)
  assert.match(await page.locator('main').innerText(), /UKO0NOBODY/)
  assert.equal((await harambee.cli('verify', '--json')).json<{ ok: boolean }>().ok, true)
})
