// A giver who wants to be reminded, in a browser without JavaScript: the text message of the gift, a day later the one with
// the link, one press, a prompt, and a receipt. Nothing moves before the press.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { toEastAfricaDay } from '@harambee/daraja'
import { gatherCleanUps } from './clean-ups.ts'
import { openBrowser } from './open-browser.ts'
import { startHarambee, until } from './start-harambee.ts'

const PHONE = '254700009101'
const DAY_MS = 24 * 60 * 60_000

const cleanUps = gatherCleanUps()
after(() => cleanUps.run())

test('is reminded by a text message, presses once and gives again; and stops it for ever with one more press', async () => {
  const harambee = await startHarambee(cleanUps)
  const visitor = await openBrowser(cleanUps)
  const page = await visitor.open({ javaScriptEnabled: false })
  const textsOn = async (simulator: string) => {
    const { messages } = (await (await fetch(`${simulator}/_sim/phones/${PHONE}`)).json()) as {
      messages: { text: string; from?: string }[]
    }
    return messages.filter(({ from }) => from !== undefined).map(({ text }) => text)
  }

  await page.goto(`${harambee.site}/give/madarasa`)
  await page.locator('input[name=phone]').fill('0700 009 101')
  await page.locator('details.more summary').click()
  await page.locator('input[name=remind][value=once]').check()
  await page.locator('input[name=remindOn]').fill('2020-01-01')
  await page.getByRole('button', { name: /^Give/ }).click()
  await page.getByRole('link', { name: /Choose a date from tomorrow on/ }).waitFor()
  assert.equal(await page.locator('input[name=remind][value=once]').isChecked(), true)
  await page.locator('input[name=remindOn]').fill(toEastAfricaDay(Date.now() + DAY_MS))
  await page.getByRole('button', { name: /^Give/ }).click()
  await harambee.safaricom.answer((await harambee.safaricom.promptOf(PHONE)).checkoutRequestId, 'pay')
  const [receipt = ''] = await until('a receipt on the phone', async () => {
    const texts = await textsOn(harambee.simulator)
    return texts.length > 0 && texts
  })
  assert.match(receipt, /^TUMAINI TRUST: Asante! We received KSh 500 for .* M-PESA [A-Z0-9]{10}\. Receipt: http/)
  const sent = (await harambee.cli('messages', 'list', '--json')).json<{ state: string; to: string }[]>()
  assert.deepEqual(
    sent.map(({ state, to }) => [state, to]),
    [['sent', '2547•••••101']],
  )
  await harambee.stop()

  const later = await startHarambee(cleanUps, {
    ...harambee.environment,
    HARAMBEE_TEST_CLOCK_OFFSET_MS: String(2 * DAY_MS),
  })
  const reminder = await until('the reminder', async () => (await textsOn(later.simulator))[1])
  const link = /http\S+$/.exec(reminder)?.[0] ?? ''
  assert.match(link, /\/pledge\/[0-9A-Z]{16}\/[0-9A-Z]{16}$/)
  await page.goto(link)
  await page.goto(link)
  assert.match(await page.locator('main').innerText(), /Give KSh\s500 for[\s\S]*0700\s•••\s101/)
  assert.equal((await later.safaricom.ledger()).prompts.length, 1)
  await page.getByRole('button', { name: 'Send the prompt' }).click()
  await page.waitForURL(/\/pay\/[0-9a-f]{32}$/)
  await later.safaricom.answer((await later.safaricom.promptOf(PHONE)).checkoutRequestId, 'pay')
  await until('a second receipt on the phone', async () => (await textsOn(later.simulator))[2])
  await page.reload()
  await page.getByRole('heading', { level: 1, name: /Asante/ }).waitFor()

  await page.goto(link)
  assert.match(await page.locator('main').innerText(), /This reminder’s gift has arrived/)
  assert.equal(await page.getByRole('button', { name: 'Send the prompt' }).count(), 0)
  await page.getByRole('button', { name: 'Stop for ever' }).click()
  await page.getByRole('heading', { level: 1, name: /has stopped for ever/ }).waitFor()
  const [pledge] = (await later.cli('pledges', 'list', '--json')).json<
    { state: string; phoneNumber: string | null }[]
  >()
  assert.deepEqual([pledge?.state, pledge?.phoneNumber], ['stopped', null])
  assert.equal((await later.safaricom.ledger()).prompts.length, 2)
  assert.equal((await later.cli('verify', '--json')).json<{ ok: boolean }>().ok, true)
  const checks = (await later.cli('doctor', '--json')).json<{
    checks: { name: string; ok: boolean; message: string }[]
  }>()
  const sms = checks.checks.find(({ name }) => name === 'sms')
  assert.deepEqual([sms?.ok, sms?.message], [true, 'The gateway knows us; the balance is KES 1785.50.'])
})
