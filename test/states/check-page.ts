// Whether everybody can use a page: the rules of axe-core, room for large text, targets a thumb can hit.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const inPage = readFileSync(new URL('./in-page.js', import.meta.url), 'utf8')
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What a page says, as its reader sees it. */
export interface Sentences {
  readonly title: string
  readonly said: readonly string[]
  readonly offers: readonly string[]
}

/** WCAG 2.2 AA, and what axe-core holds to be good practice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** 1,280 px at 400 %. */
export const ZOOMED = { width: 320, height: 256 }

/** Calls one of its functions. */
async function run<T>(page: Page, call: string): Promise<T> {
  return page.evaluate<T>(`(() => { if (!globalThis.inPage) { ${inPage} } return inPage.${call} })()`)
}

export const readSentences = (page: Page) => run<Sentences>(page, 'readSentences()')

/** Everything but the words. */
export const readSkeleton = (page: Page) => run<string>(page, 'toSkeleton()')

/** What the rules of axe-core find, one line each. */
export async function runAxe(page: Page): Promise<string[]> {
  // The light version looks again by itself, and can be told not to.
  const mayRefresh = (await page.locator('a[href$="?looks=stop"]').count()) > 0
  const rules = { 'meta-refresh': { enabled: !mayRefresh } }
  const options = { runOnly: { type: 'tag', values: TAGS }, rules, resultTypes: ['violations'] }
  const { violations } = await page.evaluate<AxeResults>(
    `(() => { if (!window.axe) { ${axeSource} }; return axe.run(document, ${JSON.stringify(options)}) })()`,
  )
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id}: ${help} ${target} ${failureSummary.split('\n').slice(1)}`),
  )
}

/** What cannot be reached, read or hit on a screen as narrow as this one, with the text set wider too. */
export async function findTightSpots(page: Page): Promise<string[]> {
  const small = await run<string[]>(page, 'listSmallTargets()')
  const out = await run<string[]>(page, 'listOverflowing()')
  await run(page, 'spaceText()')
  const spaced = [...(await run<string[]>(page, 'listOverflowing()')), ...(await run<string[]>(page, 'listCut()'))]
  await page.evaluate('document.adoptedStyleSheets = []; 0')
  return [
    ...small.map(one => `too small: ${one}`),
    ...out.map(one => `sticks out: ${one}`),
    ...spaced.map(one => `does not fit when spaced: ${one}`),
  ]
}
