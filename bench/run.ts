// `npm run bench [-- name…] [--quick]`: asks the questions, one after the other, and writes what came of them into
// `docs/benchmarks.md`. Only ratios within one run mean anything; nothing else may use the machine meanwhile.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { callbacks } from './callbacks.ts'
import { drain } from './drain.ts'
import { fsyncs } from './fsyncs.ts'
import { lookups } from './lookups.ts'
import { readMachine } from './machine.ts'
import { RESULTS, writeReport } from './report.ts'
import { isMet, type Question, type Result } from './result.ts'
import { siteLoad } from './site-load.ts'

const QUESTIONS: readonly Question[] = [callbacks, drain, fsyncs, siteLoad, lookups]
const ROUNDS = 3
const QUICK_ROUNDS = 2

const wanted = process.argv.slice(2).filter(word => !word.startsWith('--'))
const isQuick = process.argv.includes('--quick')
const unknown = wanted.filter(word => !QUESTIONS.some(({ name }) => name === word))
if (unknown.length > 0) {
  console.error(
    `There is no ${unknown.join(', ')}. There is:\n${QUESTIONS.map(one => `  ${one.name}: ${one.about}`).join('\n')}`,
  )
  process.exit(2)
}

mkdirSync(RESULTS, { recursive: true })
for (const question of QUESTIONS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`${question.name}: ${question.about}`)
  const rounds = isQuick ? QUICK_ROUNDS : ROUNDS
  const answer = await question.ask({ isQuick, rounds, say: line => console.log(line) })
  const taken = { question: question.name, takenAt: new Date().toISOString().slice(0, 10), isQuick }
  const result: Result = { ...taken, machine: readMachine(), ...answer }
  writeFileSync(join(RESULTS, `${question.name}.json`), `${JSON.stringify(result, null, 2)}\n`)
  for (const figure of answer.figures) {
    const met = isMet(figure)
    const spread = `${figure.low.toFixed(2)}–${figure.high.toFixed(2)}`
    console.log(
      `  ${figure.median.toFixed(2).padStart(7)} (${spread})  ${met === null ? '' : met ? '✓' : '✗'}  ${figure.what}`,
    )
  }
}
writeReport()
process.exit(0)
