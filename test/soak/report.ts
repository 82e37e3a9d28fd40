// `npm run soak:report`: writes docs/RELIABILITY.md from what the last `npm run soak` found.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatSeed } from '../simulation/dice.ts'
import { readRegressions } from '../simulation/read-regressions.ts'
import { readResult } from './results.ts'
import { toReport } from './to-report.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'soak-results')

const run = readResult(folder, 'run')
if (run === null) {
  console.error('There are no results yet: npm run soak')
  process.exit(1)
}
const page = toReport({
  run,
  simulation: readResult(folder, 'simulation'),
  mutations: readResult(folder, 'mutations'),
  regressions: readRegressions().map(regression => ({ ...regression, text: formatSeed(regression.seed) })),
})
writeFileSync(join(root, 'docs/RELIABILITY.md'), page)
console.log('docs/RELIABILITY.md')
