// `npm run soak`: the long form of everything that tries to break the books.
//
//   npm run soak                             30 minutes, from a seed of its own
//   npm run soak -- --minutes 120            longer
//   npm run soak -- --seed 0x…               one world of the simulation again, exactly as it was
//   npm run soak -- simulation crash         only these parts
//
// What was found is kept in soak-results/; `npm run soak:report` writes docs/RELIABILITY.md from it.

import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { describeOutcome } from '../simulation/describe-outcome.ts'
import { parseSeed } from '../simulation/dice.ts'
import { runWorld } from '../simulation/world.ts'
import { PARTS } from './parts.ts'
import { keepResult, type RunResult, readResult, type TestResult } from './results.ts'
import { runPart } from './run-part.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const RESULTS = join(root, 'soak-results')
const DEFAULT_MINUTES = 30

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, minutes: { type: 'string' } },
})
const wanted = positionals.length > 0 ? PARTS.filter(({ name }) => positionals.includes(name)) : PARTS
const minutes = Number(values.minutes ?? DEFAULT_MINUTES)
const unknown = positionals.filter(name => !PARTS.some(part => part.name === name))
if (unknown.length > 0 || !(minutes > 0)) {
  console.error(`Say how many minutes, and which of these parts: ${PARTS.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

process.exitCode = values.seed === undefined ? await soak() : await replay(values.seed)

async function replay(text: string): Promise<number> {
  const outcome = await runWorld(parseSeed(text))
  console.log(describeOutcome(outcome))
  console.log(`trace ${outcome.traceHash}, ${outcome.events} events, ${outcome.payments} payments`)
  return outcome.violation === null ? 0 : 1
}

async function soak(): Promise<number> {
  const seed = process.env.HARAMBEE_SOAK_SEED ?? `0x${randomBytes(8).toString('hex')}`
  process.env.HARAMBEE_SOAK_SEED = seed
  process.env.HARAMBEE_SOAK_RESULTS = RESULTS
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  const about = {
    commit: git('rev-parse', 'HEAD'),
    code: git('rev-parse', 'HEAD:packages'),
    isChanged: git('status', '--porcelain', 'packages', 'web') !== '',
    startedAt: new Date().toISOString(),
    minutes,
    seed,
    machine: `${availableParallelism()} cores, Node ${process.versions.node}, SQLite ${process.versions.sqlite}`,
  }
  // A built site is what the processes serve.
  execFileSync(process.execPath, ['web/server/build.ts'], { cwd: root, stdio: 'inherit' })

  let tests: TestResult[] = []
  for (const part of wanted) {
    console.log(`\n${part.name}: ${part.what}`)
    tests = [...tests, ...(await runPart(part, root, minutes))]
    keepRun({ ...about, tests })
  }
  const failed = tests.filter(({ outcome }) => outcome === 'failed')
  console.log(`\n${tests.length} tests, ${failed.length} failed, drawn from ${seed}. Results: soak-results/`)
  for (const { file, name } of failed) console.log(`  failed: ${file}: ${name}`)
  return failed.length > 0 ? 1 : 0
}

/** Parts that are run by themselves, also at the same time, join those of the same program. */
function keepRun(run: RunResult): void {
  const before = readResult(RESULTS, 'run')
  const isSame = before?.code === run.code && !run.isChanged && !before.isChanged
  const files = new Set(run.tests.map(({ file }) => file))
  const others = isSame ? before.tests.filter(({ file }) => !files.has(file)) : []
  keepResult('run', { ...run, tests: [...others, ...run.tests] })
}
