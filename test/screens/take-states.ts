// Every state a giver can see, as pictures in docs/screens: on a phone in both languages, and on a desk.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { openBrowser } from '../journeys/open-browser.ts'
import { STATES } from '../states/list-states.ts'
import { openWorld } from '../states/open-world.ts'
import { openEyes } from '../states/see-states.ts'

const PHONE = { width: 360, height: 740 }
const DESK = { width: 1280, height: 800 }
/** Sharp enough to read; the flat colours of the cloth stay flat. */
const QUALITY = 40
/** Below that, what a campaign's page says is the same in many states. */
const MAX_HEIGHT_PX = 1_600
const WHOLE = ['campaign-with-gifts']
/** What is new in these stands further down. */
const LONG = [
  ...['form-pledge', 'form-pledge-no-date', 'told-form', 'told-other-payee', 'kept-copy'],
  ...['receipt-paid-twice', 'receipt-paid-twice-asked-back', 'receipt-may-be-kept', 'receipt-kept'],
]
const LONG_HEIGHT_PX = 2_800
const WHOLE_SCALE = 0.6
/** A desk's picture is looked at beside three others. */
const DESK_SCALE = 0.5
const PICTURED = STATES.filter(({ isWordsOnly }) => !isWordsOnly)

/** @param folder emptied of pictures of states that are no more. @param only parts of the names wanted; none: all */
export async function takeStates(cleanUps: CleanUps, folder: string, only: readonly string[] = []): Promise<void> {
  const wanted = PICTURED.filter(({ name }) => only.length === 0 || only.some(part => name.includes(part)))
  mkdirSync(folder, { recursive: true })
  const world = await openWorld(cleanUps)
  const { browser } = await openBrowser(cleanUps)
  const eyes = await openEyes(browser, world, { hasScripts: true, viewport: PHONE })
  for (const state of wanted) {
    await eyes.see(state, async (page, language, viewer) => {
      const most = toMostPx(state.name)
      await takePicture(page, join(folder, `${state.name}-360${language === 'sw' ? '-sw' : ''}.webp`), most)
      if (language !== 'en') return
      await viewer.resize(DESK.width, DESK.height)
      await takePicture(page, join(folder, `${state.name}-1280.webp`), most)
      await viewer.resize(PHONE.width, PHONE.height)
    })
  }
  writeFileSync(join(folder, 'README.md'), toReadme())
  if (only.length > 0) return
  const names = new Set(PICTURED.map(({ name }) => name))
  for (const file of readdirSync(folder)) {
    const name = /^(.+?)-(?:360|1280)(?:-sw)?\.webp$/.exec(file)?.[1]
    if (name !== undefined && !names.has(name)) rmSync(join(folder, file))
  }
}

function toMostPx(name: string): number {
  if (WHOLE.includes(name)) return Number.POSITIVE_INFINITY
  return LONG.includes(name) ? LONG_HEIGHT_PX : MAX_HEIGHT_PX
}

/** The page with its fonts, from its top. */
async function takePicture(page: Page, path: string, mostPx: number): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => 0)')
  const [width = 0, wholePx = 0] = (await page.evaluate(
    '[innerWidth, Math.ceil(document.documentElement.getBoundingClientRect().height)]',
  )) as number[]
  const height = Math.min(wholePx, mostPx)
  const scale = width !== PHONE.width ? DESK_SCALE : height > MAX_HEIGHT_PX ? WHOLE_SCALE : 1
  const debug = await page.context().newCDPSession(page)
  const { data } = await debug.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height, scale },
  })
  await debug.detach()
  writeFileSync(path, Buffer.from(data, 'base64'))
}

function toReadme(): string {
  const image = (name: string, width: number, alt: string) => `<img src="${name}.webp" width="${width}" alt="${alt}">`
  const rows = PICTURED.map(({ name, about }) => {
    const cells = [
      `<a id="${name}"></a>**${name}**<br>${about}`,
      image(`${name}-360`, 180, `${name}, on a phone, English`),
      image(`${name}-360-sw`, 180, `${name}, on a phone, Kiswahili`),
      image(`${name}-1280`, 420, `${name}, on a desk`),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return `# What donors see

Every state of the donor's pages, 360 px wide in both languages and 1,280 px wide. \`npm run screens\` takes these pictures
from the running demo; \`test/states/list-states.ts\` says how each state comes about, and
[sentences.md](../../test/states/sentences.md) what every one of them says, those without a picture too.
The Kiswahili awaits a native reader.

| state | phone | simu | desk |
|---|---|---|---|
${rows.join('\n')}
`
}
