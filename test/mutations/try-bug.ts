// Puts one bug into a copy of the code and looks who notices.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Bug, TestCase } from './bug.ts'
import type { Copy } from './copy-code.ts'
import type { WorldsReport } from './run-worlds.ts'

/** What came of one bug, as it stands in `mutations.json`. */
export interface Trial {
  readonly name: string
  readonly what: string
  /** `simulation`, or the file of the test. */
  readonly caughtBy: string
  readonly isCaught: boolean
  /** The world that ended in a violation; null: a test has caught it, or nobody. */
  readonly seed: string | null
  readonly seedsTried: number
  /** What the checker or the test said, or why it does not count as caught. */
  readonly violation: string
  readonly tookMs: number
}

/** "harambee". The worlds that follow from it are tried in order. */
export const FIRST_SEED = '0x686172616d626565'
/** A world takes about 40 ms. */
export const MAX_SEEDS = 1_500
/** No further worlds are begun after. */
const MAX_MINUTES = 5
/** A bug that makes worlds endless, or a test hang, is no catch. */
const TIMEOUT_MS = 8 * 60_000

export async function tryBug(copy: Copy, bug: Bug, maxSeeds: number = MAX_SEEDS): Promise<Trial> {
  const startedMs = performance.now()
  const { name, what } = bug
  const found = await copy.withBug(bug, () => findCatcher(copy, bug, maxSeeds))
  return { name, what, ...found, tookMs: Math.round(performance.now() - startedMs) }
}

async function findCatcher(copy: Copy, { caughtBy, alsoCaughtBy }: Bug, maxSeeds: number) {
  if (caughtBy !== 'simulation') return { caughtBy: caughtBy.file, ...(await runTest(copy, caughtBy)) }
  const found = await runWorlds(copy, maxSeeds)
  if (found.isCaught || !alsoCaughtBy) return { caughtBy, ...found }
  const { seedsTried } = found
  return { caughtBy: alsoCaughtBy.file, ...(await runTest(copy, alsoCaughtBy)), seedsTried }
}

type Found = Pick<Trial, 'isCaught' | 'seed' | 'seedsTried' | 'violation'>

/** Worlds in their order, until one ends in a violation. */
export async function runWorlds(copy: Copy, maxSeeds: number): Promise<Found> {
  const script = join(copy.folder, 'test/mutations/run-worlds.ts')
  const output = await runNode(copy, [script, FIRST_SEED, String(maxSeeds), String(MAX_MINUTES)])
  const line = output.trimEnd().split('\n').at(-1) ?? ''
  if (!line.startsWith('{')) return notCaught(`the worlds ended with: ${output.slice(-500)}`)
  const { seed, seedsTried, violation, isViolation } = JSON.parse(line) as WorldsReport
  if (isViolation && violation !== null) return { isCaught: true, seed, seedsTried, violation }
  const why = violation === null ? 'no world ends in a violation' : `no checker says so, something throws: ${violation}`
  return { ...notCaught(why), seed, seedsTried }
}

/** One test. It has to run and to fail: a file that does not load catches nothing. */
export async function runTest(copy: Copy, { file, test }: TestCase): Promise<Found> {
  const pattern = `^${test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`
  const output = await runNode(copy, [
    '--test',
    '--test-reporter=tap',
    `--test-name-pattern=${pattern}`,
    join(copy.folder, file),
  ])
  const title = test.replaceAll('#', '\\#')
  const lines = output.split('\n').map(line => line.trim().replace(/^(ok|not ok) \d+ - /, '$1 '))
  if (lines.some(line => line.startsWith(`not ok ${title}`)))
    return { isCaught: true, seed: null, seedsTried: 0, violation: test }
  if (lines.some(line => line.startsWith(`ok ${title}`))) return notCaught(`passes: ${test}`)
  return notCaught(`there is no such test, or it does not load: ${test}`)
}

function notCaught(violation: string): Found {
  return { isCaught: false, seed: null, seedsTried: 0, violation }
}

/** @returns what it prints; where that is nothing, what it complains of */
function runNode(copy: Copy, parameters: readonly string[]): Promise<string> {
  const ours = /^(?:NODE_TEST_CONTEXT|HARAMBEE_SOAK_.*)$/
  const environment = Object.entries(process.env).filter(([name]) => !ours.test(name))
  const child = spawn(process.execPath, parameters, {
    cwd: copy.folder,
    env: Object.fromEntries(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  const kill = () => child.kill('SIGKILL')
  process.on('exit', kill)
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  let errors = ''
  child.stderr.on('data', chunk => {
    errors = (errors + chunk).slice(-2_000)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      process.off('exit', kill)
      resolve(output || errors)
    })
  })
}
