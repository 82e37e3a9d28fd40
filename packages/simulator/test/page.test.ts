// The virtual phones in a real browser.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, type TestContext, test } from 'node:test'
import { type Simulator, startSimulator } from '@harambee/simulator'
import chromium from '@sparticuz/chromium'
import { type Browser, type Page, chromium as playwright } from 'playwright-core'
import { ask, push } from './running.ts'
import { PHONE } from './world.ts'

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let browser: Browser

before(async () => {
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ARGUMENTS,
    headless: true,
  })
})
after(() => browser.close())

interface Stage {
  readonly url: string
  readonly simulator: Simulator
  /** Opens a page, by path or address. */
  open(address: string, width?: number, height?: number): Promise<Page>
}

/**
 * A simulator and its pages. The test fails where a page logged an error, broke its own policy or asked another machine
 * for anything.
 */
async function setUp(context: TestContext): Promise<Stage> {
  const running = await startSimulator({ port: 0, seed: 1 })
  const browsing = await browser.newContext()
  const problems: string[] = []
  context.after(async () => {
    // Pages first: one whose simulator is gone complains, and rightly.
    await browsing.close()
    await running.close()
    assert.deepEqual(problems, [])
  })
  return {
    url: running.url,
    simulator: running.simulator,
    async open(address, width = 360, height = 780) {
      const page = await browsing.newPage()
      await page.setViewportSize({ width, height })
      page.on('console', message => {
        // A refusal the page shows to the person is no error of the page.
        const isRefusal = /status of 400/.test(message.text())
        if (message.type() === 'error' && !isRefusal) problems.push(message.text())
      })
      page.on('pageerror', error => problems.push(error.message))
      page.on('request', request => {
        if (!['127.0.0.1', 'localhost'].includes(new URL(request.url()).hostname)) problems.push(request.url())
      })
      await page.goto(new URL(address, running.url).href)
      return page
    },
  }
}

test('a prompt is paid by tapping the PIN, and its message arrives', async context => {
  const { url, simulator, open } = await setUp(context)
  const page = await open(`/phone?number=${PHONE}`)
  await page.getByText('No messages yet').waitFor()

  await push(url)
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Pay KSh 500 to TUMAINI TRUST, account MADARASA').waitFor()
  assert.equal(await dialog.getByRole('button', { name: 'OK' }).isDisabled(), true)
  for (const digit of ['1', '9', 'Delete the last digit', '2', '3', '4']) {
    await dialog.getByRole('button', { name: digit, exact: true }).click()
  }
  await dialog.getByRole('button', { name: 'OK' }).click()

  await page.getByRole('listitem').filter({ hasText: 'Confirmed. Ksh500.00 sent to TUMAINI TRUST' }).waitFor()
  await page.getByText('KSh 4,500').waitFor()
  assert.equal(await dialog.count(), 0)
  assert.equal(simulator.ledger().receipts.length, 1)
})

test('a prompt is paid with the keyboard alone', async context => {
  const { url, simulator, open } = await setUp(context)
  const page = await open(`/phone?number=${PHONE}`)
  await page.getByText('No messages yet').waitFor()

  await push(url)
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('1x2 34')
  await page.keyboard.press('Enter')

  await page.getByRole('listitem').getByText('Confirmed.').waitFor()
  assert.equal(simulator.ledger().receipts.length, 1)
})

test('Cancel ends the prompt with 1032, and so does Escape', async context => {
  const { url, simulator, open } = await setUp(context)
  const page = await open(`/phone?number=${PHONE}`)

  await push(url)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await push(url)
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  assert.deepEqual(
    simulator.ledger().prompts.map(({ resultCode }) => resultCode),
    ['1032', '1032'],
  )
})

test('a wrong PIN is told by message, and three of them lock the phone', async context => {
  const { url, simulator, open } = await setUp(context)
  const page = await open(`/phone?number=${PHONE}`)

  for (let count = 1; count <= 3; count += 1) {
    await push(url)
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('9999')
    await page.keyboard.press('Enter')
    await page
      .getByRole('listitem')
      .nth(count - 1)
      .getByText('wrong')
      .waitFor()
  }

  await page.getByText('The PIN is locked after three wrong ones').waitFor()
  assert.equal(simulator.ledger().prompts.at(-1)?.resultCode, '2001')
})

test('a prompt that rings out closes by itself when the clock moves', async context => {
  const { url, simulator, open } = await setUp(context)
  const page = await open(`/phone?number=${PHONE}`)
  await push(url)
  await page.getByText(/the prompt closes in \d+ s/).waitFor()

  await ask(`${url}/_sim/clock`, 'POST', { advanceMs: 60_000 })

  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.equal(simulator.ledger().prompts[0]?.resultCode, '1037')
})

test('*334# leads to Pay Bill, step by step, with each mistake explained', async context => {
  const { simulator, open } = await setUp(context)
  const page = await open(`/phone?number=${PHONE}`)
  await page.getByRole('button', { name: 'Dial *334#' }).click()
  for (const key of ['*', '3', '3', '4', '#']) await page.getByRole('button', { name: key, exact: true }).click()
  await page.getByRole('button', { name: 'Call' }).click()

  await page.getByRole('button', { name: '1. Lipa na M-PESA' }).click()
  await page.getByRole('button', { name: '1. Pay Bill' }).click()
  const enter = async (name: string, text: string) => {
    await page.getByRole('textbox', { name }).fill(text)
    await page.getByRole('button', { name: 'Send' }).click()
  }
  await enter('Enter business no.', '12')
  await page.getByRole('alert').getByText('A business number has 5 to 7 digits.').waitFor()
  await enter('Enter business no.', '174379')
  await enter('Enter account no.', 'Madarasa')
  await enter('Enter amount', '250')
  await enter('Enter M-PESA PIN', '1234')
  await page.getByText('Pay KSh 250').waitFor()
  await page.getByRole('button', { name: 'Send' }).click()

  await page.getByText(/Sent\. The M-PESA code is [A-Z0-9]{10}/).waitFor()
  await page.getByRole('button', { name: 'OK' }).click()
  await page.getByRole('listitem').getByText('Ksh250.00 sent to TUMAINI TRUST for account Madarasa').waitFor()
  assert.equal(simulator.ledger().receipts[0]?.accountReference, 'Madarasa')
})

test('a wrong number in the menu, or a number nobody has, says so', async context => {
  const { open } = await setUp(context)
  const page = await open(`/phone?number=${PHONE}`)

  await page.getByRole('button', { name: 'Dial *334#' }).click()
  await page.getByRole('button', { name: '5', exact: true }).click()
  await page.getByRole('button', { name: 'Call' }).click()

  await page.getByText('The number you dialled is not in use').waitFor()
})

test('the auto phone becomes whichever was asked for money last', async context => {
  const { url, open } = await setUp(context)
  const page = await open('/phone?number=auto')
  await page.getByText('0700 000 001').waitFor()

  await push(url, { PhoneNumber: '254711000222', PartyA: '254711000222' })

  await page.getByText('0711 000 222').waitFor()
  await page.getByRole('dialog').getByText('Pay KSh 500').waitFor()
  await page.getByRole('region', { name: 'Phone 254711000222' }).waitFor()
})

test('airplane mode keeps prompts away, which ends in 1037', async context => {
  const { url, simulator, open } = await setUp(context)
  const page = await open(`/phone?number=${PHONE}`)
  await page.getByRole('button', { name: 'Airplane mode' }).click()
  await page.getByText('prompts do not get through').waitFor()

  await push(url)
  await ask(`${url}/_sim/clock`, 'POST', { advanceMs: 26_000 })

  assert.equal(await page.getByRole('dialog').count(), 0)
  assert.equal(simulator.ledger().prompts[0]?.resultCode, '1037')
})

test('the phone fits a page of this machine’s own, in a frame, and leaves it the keyboard', async context => {
  const { url, open } = await setUp(context)
  const site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(
      `<input id="phone" autofocus><iframe src="${url}/?embed=1&number=auto" width="360" height="780"></iframe>`,
    )
  })
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve))
  context.after(() => {
    site.closeAllConnections()
    site.close()
  })
  const page = await open(`http://localhost:${(site.address() as AddressInfo).port}/`, 800, 900)
  const frame = page.frameLocator('iframe')
  await frame.getByText('No messages yet').waitFor()
  await page.locator('#phone').focus()

  await push(url)
  await frame.getByRole('dialog').waitFor()

  assert.equal(
    await page.evaluate(
      () => (globalThis as never as { document: { activeElement: { id: string } } }).document.activeElement.id,
    ),
    'phone',
  )
})

test('another machine may not show it in a frame', async context => {
  const { url } = await setUp(context)

  for (const path of ['/', '/phone']) {
    const policy = String((await ask(url + path)).headers['content-security-policy'])
    assert.match(policy, /default-src 'none'/)
    assert.match(policy, /frame-ancestors http:\/\/localhost:\* http:\/\/127\.0\.0\.1:\*/)
    assert.doesNotMatch(policy, /unsafe/)
  }
})

test('the board shows the phones that are asked, changes the weather and tells what happens', async context => {
  const { url, simulator, open } = await setUp(context)
  const page = await open('/', 1280, 900)
  await page.getByText('SIMULATOR – NO REAL MONEY').waitFor()
  await page.getByRole('region', { name: 'Phone 254700000001' }).waitFor()

  await push(url, { PhoneNumber: '254711000222', PartyA: '254711000222' })
  await page.getByRole('region', { name: 'Phone 254711000222' }).getByRole('dialog').waitFor()
  await page.getByText('The phone 2547•••••222 shows: Pay KSh 500').waitFor()
  await page.getByRole('button', { name: 'Callback blackout' }).click()
  await page.getByText('Only a question finds out what happened').waitFor()

  assert.equal(simulator.faults().callbackLost, 1)
  await page.getByRole('button', { name: 'Sunny' }).click()
  await page.getByText('Everything arrives, once and at once.').waitFor()
  assert.equal(simulator.faults().callbackLost, 0)
})

test('each dial sets its fault, and shows what a script set', async context => {
  const { url, simulator, open } = await setUp(context)
  const page = await open('/', 1280, 900)
  await page.getByText('All dials').click()

  await page.getByRole('slider', { name: 'Lost for ever' }).fill('0.35')
  await page.getByText('A weather of your own.').waitFor()
  await page.getByRole('spinbutton', { name: 'Late by, seconds' }).fill('7')
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: 'Phone number in callbacks' }).selectOption('hashed')
  await ask(`${url}/_sim/faults`, 'PUT', { queryBusy: 0.5 })
  await page.getByText('50 %').waitFor()

  const { callbackLost, callbackDelayMs, phoneFormat } = simulator.faults()
  assert.deepEqual([callbackLost, callbackDelayMs, phoneFormat], [0.35, 7_000, 'hashed'])
})

test('a phone is added with its habit, and its owner changed', async context => {
  const { simulator, open } = await setUp(context)
  const page = await open('/', 1280, 900)

  await page.getByRole('textbox', { name: 'Number' }).fill('12')
  await page.getByRole('button', { name: 'Add phone' }).click()
  await page.getByText('is no M-PESA number').waitFor()
  await page.getByRole('textbox', { name: 'Number' }).fill('0722 000 333')
  await page.getByRole('region', { name: 'Add a phone' }).getByLabel('Balance, KSh').fill('75')
  await page.getByRole('region', { name: 'Add a phone' }).getByLabel('Habit').selectOption('cancels')
  await page.getByRole('button', { name: 'Add phone' }).click()
  await page.getByRole('region', { name: 'Phone 254722000333' }).getByText('KSh 75').waitFor()

  await page.getByText('Owner and habits').nth(1).click()
  await page.getByLabel('PIN', { exact: true }).nth(1).fill('7777')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('PIN 7777').waitFor()

  const { pin, balanceKes, behaviour } = simulator.subscriber('254722000333')
  assert.deepEqual([pin, balanceKes, behaviour], ['7777', 75, 'cancels'])
})

test('nothing is wider than a small phone, on either page', async context => {
  const { open } = await setUp(context)
  for (const path of ['/', '/phone']) {
    const page = await open(path, 360, 640)
    await page.getByRole('region', { name: /Phone/ }).first().waitFor()
    const width = await page.evaluate('document.documentElement.scrollWidth')
    assert.equal(width, 360, path)
  }
})
