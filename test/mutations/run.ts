// Tries bugs by name, all of them without one: node test/mutations/run.ts [--seeds n] [--at-once n] [name…]

import { parseArgs } from 'node:util'
import { ALL_BUGS } from './all-bugs.ts'
import { UNNOTICED_BUGS } from './bugs/unnoticed.ts'
import { describeTrial, describeTrials } from './describe-trials.ts'
import { MAX_SEEDS } from './try-bug.ts'
import { tryBugs } from './try-bugs.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string' }, 'at-once': { type: 'string' } },
})
const known = [...ALL_BUGS, ...UNNOTICED_BUGS]
const unknown = positionals.filter(name => !known.some(bug => bug.name === name))
if (unknown.length > 0) {
  console.error(`There is no bug ${unknown.join(', ')}. There are:\n${known.map(({ name }) => name).join('\n')}`)
  process.exit(2)
}
process.on('SIGINT', () => process.exit(130))
process.on('SIGTERM', () => process.exit(143))

const trials = await tryBugs(
  positionals.length === 0 ? ALL_BUGS : known.filter(({ name }) => positionals.includes(name)),
  {
    maxSeeds: Number(values.seeds ?? MAX_SEEDS),
    atOnce: Number(values['at-once'] ?? 1),
    onTried: trial => console.log(describeTrial(trial)),
  },
)
console.log(`\n${describeTrials(trials)}`)
process.exitCode = trials.every(({ isCaught }) => isCaught) ? 0 : 1
