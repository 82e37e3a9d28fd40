// `npm run sentences`: writes what donors read into sentences.md, for somebody to review what has changed.

import { writeFileSync } from 'node:fs'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { openBrowser } from '../journeys/open-browser.ts'
import { STATES } from './list-states.ts'
import { openWorld } from './open-world.ts'
import { openEyes } from './see-states.ts'
import { collectSentences, SENTENCES_PATH, toSentencesText } from './sentences.ts'

const cleanUps = gatherCleanUps()
const told = collectSentences()
try {
  const world = await openWorld(cleanUps)
  const { browser } = await openBrowser(cleanUps)
  const eyes = await openEyes(browser, world, { hasScripts: false })
  for (const state of STATES) {
    await eyes.see(state, async (page, language) => told.add(state, language, await told.read(page)))
  }
  writeFileSync(SENTENCES_PATH, toSentencesText(STATES, told.all))
} finally {
  await cleanUps.run()
}
