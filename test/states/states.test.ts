// Every state of a giver's page, in both languages, as the server sends it: what it says, and that everybody can use it.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { explainResultCode } from '@harambee/daraja'
import type { Page } from 'playwright-core'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { openBrowser } from '../journeys/open-browser.ts'
import { findTightSpots, readSkeleton, runAxe, type Sentences, ZOOMED } from './check-page.ts'
import { STATES } from './list-states.ts'
import { openWorld, RESULT_DESC } from './open-world.ts'
import { type Eyes, openEyes } from './see-states.ts'
import { collectSentences, SENTENCES_PATH, toSentencesText } from './sentences.ts'
import type { Language } from './state.ts'

let eyes: Eyes
const cleanUps = gatherCleanUps()
before(async () => {
  const world = await openWorld(cleanUps)
  const { browser } = await openBrowser(cleanUps)
  eyes = await openEyes(browser, world, { hasScripts: false })
})
after(() => cleanUps.run())

const told = collectSentences()
/** Pages that differ in their words alone need the rules of axe-core once. */
const judged = new Set<string>()

for (const state of STATES) {
  test(`${state.name}: everybody can read and use it`, async () => {
    const problems: string[] = []

    await eyes.see(state, async (page, language, viewer) => {
      told.add(state, language, await told.read(page))
      const found = [...(await judge(page, language)), ...(await look(page, language))]
      await viewer.resize(ZOOMED.width, ZOOMED.height)
      found.push(...(await findTightSpots(page)))
      await viewer.resize(360, 740)
      problems.push(...found.map(problem => `${language}: ${problem}`))
    })

    assert.deepEqual(problems, [])
  })
}

async function judge(page: Page, language: Language): Promise<string[]> {
  const skeleton = `${language} ${await readSkeleton(page)}`
  if (judged.has(skeleton)) return []
  judged.add(skeleton)
  return runAxe(page)
}

/** What no rule of axe-core looks at. */
async function look(page: Page, language: Language): Promise<string[]> {
  const html = await page.content()
  const headings = await page.locator('h1').count()
  const [alerts, statuses] = [await countSaying(page, 'alert'), await countSaying(page, 'status')]
  return [
    ...(html.includes(RESULT_DESC) ? ['shows Daraja’s text'] : []),
    ...(html.includes(`lang="${language}"`) ? [] : ['is in another language']),
    ...(headings === 0 ? ['has no heading'] : []),
    ...(alerts > 1 || statuses > 1 ? [`announces ${alerts} and ${statuses} things`] : []),
  ]
}

/** Regions that say something when the page is opened. */
const countSaying = (page: Page, role: string) => page.locator(`[role=${role}]`, { hasText: /\S/ }).count()

const said = (name: string, language: Language): Sentences =>
  told.of(name, language) ?? assert.fail(`${name} was not seen in ${language}`)
/** One part for each state. */
const toParts = (text: string) => text.split('\n## ')
const NOTHING_TAKEN: Readonly<Record<Language, RegExp>> = { en: /nothing was taken/i, sw: /hakuna pesa iliyokatwa/i }

test('what donors read is what test/states/sentences.md says; `npm run sentences` writes it anew', () => {
  const [read, written] = [toSentencesText(STATES, told.all), readFileSync(SENTENCES_PATH, 'utf8')].map(toParts)

  assert.deepEqual(
    read?.filter(part => !written?.includes(part)),
    [],
  )
  assert.equal(written?.length, read?.length)
})

test('"nothing was taken" is read exactly where a result code makes it certain', () => {
  for (const { name, about } of STATES.filter(({ name }) => name.startsWith('result-'))) {
    const code = /^Result code (\S+)\. /.exec(about)?.[1] ?? assert.fail(about)
    const isCertain = explainResultCode(code).money === 'not-taken'
    for (const language of ['en', 'sw'] as const) {
      assert.equal(NOTHING_TAKEN[language].test(said(name, language).said.join(' ')), isCertain, `${name} ${language}`)
    }
  }
})

test('a page that waits, thanks or looks into a gift never says that nothing was taken', () => {
  const open = STATES.filter(({ name }) => /^(?:waiting-(?!after)|receipt|review|stranger|reversed|fault-)/.test(name))
  assert.ok(open.length > 15)
  for (const { name } of open) {
    for (const language of ['en', 'sw'] as const) {
      assert.doesNotMatch(said(name, language).said.join(' '), NOTHING_TAKEN[language], name)
    }
  }
})

test('nobody is accused', () => {
  const accusing: Readonly<Record<Language, RegExp>> = {
    en: /\byou(?:r phone)? (?:have )?(?:cancel|refus|reject|ignor|fail|forg|mistyp|mistak|did(?: not|n’t) (?:pay|finish|answer|enter|confirm))|(?<!not )your (?:fault|mistake)/i,
    sw: /\bu(?:li|me)(?:kataa|ghairi|puuza|shindwa|kosea|sahau|katiza)|(?<!si )kosa lako/i,
  }
  // A phone is no person.
  const isPhone = (sentence: string) => /^Your phone did not answer in time/.test(sentence)
  for (const { name } of STATES) {
    for (const language of ['en', 'sw'] as const) {
      const bad = said(name, language).said.filter(one => accusing[language].test(one) && !isPhone(one))
      assert.deepEqual(bad, [], `${name} ${language}`)
    }
  }
})

test('every scenario ends in a page that says what to do, or that there is nothing to do', () => {
  for (const { name } of STATES.filter(({ name }) => /^(?:result|scenario|refused)-/.test(name))) {
    const { said: sentences, offers } = said(name, 'en')
    assert.ok(sentences.length > 0 && offers.length > 0, name)
  }
})
