// A newcomer's first minute: page, phone and callbacks side by side, and the four ways to break it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBrowser } from './open-browser.ts'
import { startHarambee } from './start-harambee.ts'

test('a newcomer gives KSh 500, types 1234 on the phone beside the page, and sees receipt and callback', async context => {
  const harambee = await startHarambee(context)
  const page = await (await openBrowser(context)).open({ viewport: { width: 1280, height: 900 } })
  await page.goto(`${harambee.site.replace('127.0.0.1', 'localhost')}/welcome`)
  const [form, phone] = [page.frameLocator('iframe').nth(0), page.frameLocator('iframe').nth(1)]

  if ((await form.locator('input[name=phone]').inputValue()) === '') {
    await form.locator('input[name=phone]').fill('0700 004 001')
  }
  await form.getByRole('button', { name: /^Give KSh\s500/ }).click()
  for (const digit of '1234') await phone.getByRole('button', { name: digit, exact: true }).click()
  await phone.getByRole('button', { name: 'OK' }).click()

  await form.getByRole('heading', { level: 1, name: /Asante/ }).waitFor()
  await page
    .getByText(/KSh\s500 paid, receipt/)
    .first()
    .waitFor()
  await phone
    .getByRole('list', { name: 'Messages' })
    .getByText(/Confirmed\. Ksh500\.00 sent to TUMAINI TRUST/)
    .waitFor()

  for (const [chip, seen] of [
    ['Cancel', 'The prompt closed before a PIN was entered.'],
    ['Send it twice', /Asante/],
    ['Wrong PIN', 'That PIN was not right.'],
    ['Lose the callback', /Asante/],
  ] as const) {
    await context.test(`"${chip}" replays its story`, async () => {
      await page.getByRole('button', { name: chip }).click()
      await form.getByRole('heading', { level: 1, name: seen }).waitFor({ timeout: 60_000 })
    })
  }
  await page.getByText('the same again: counted once').waitFor()

  const campaign = (await harambee.cli('campaigns', 'list', '--json')).json<{ raisedKes: number }[]>()
  assert.equal(campaign[0]?.raisedKes, 1_500)
  const story = harambee.output()
  for (const sentence of [
    /Somebody gives KSh 500 to madarasa/,
    /shows: Pay KSh 500/,
    /A callback arrived/,
    /is in the books/,
  ]) {
    assert.match(story, sentence)
  }
  assert.equal(await harambee.stop('SIGINT'), 0)
})
