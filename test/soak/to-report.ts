// What a run found, as the page docs/RELIABILITY.md.

import { STATES } from '../simulation/fault-counts.ts'
import type { Regression } from '../simulation/read-regressions.ts'
import type { MutationResult, RunResult, SimulationResult, TestResult } from './results.ts'

/** Everything a page is made of; null: that part was not run. */
export interface Found {
  readonly run: RunResult
  readonly simulation: SimulationResult | null
  readonly mutations: readonly MutationResult[] | null
  readonly regressions: readonly (Regression & { readonly text: string })[]
}

/** @returns Markdown */
export function toReport({ run, simulation, mutations, regressions }: Found): string {
  const failed = run.tests.filter(({ outcome }) => outcome === 'failed')
  return [
    '# Reliability: how we tried to break it',
    'Written by `npm run soak:report` from what `npm run soak` found; edit neither numbers nor tables by hand. How the ' +
      'methods work stands in [ARCHITECTURE.md](ARCHITECTURE.md) and at the top of the files named here.',
    '## The run',
    table(
      ['', ''],
      [
        ['commit', `\`${run.commit}\`${run.isChanged ? ', **with changes that are not committed**' : ''}`],
        ['machine', run.machine],
        // Parts may be run one after the other, and are one run where the program is the same.
        ['last part started', run.startedAt],
        ['minutes given to it', String(run.minutes)],
        ['it was drawn from', `\`${run.seed}\``],
        ['tests', `${run.tests.length}, of which ${failed.length} failed`],
      ],
    ),
    ...(failed.length > 0 ? ['**Failed:**', ...failed.map(({ file, name }) => `- \`${file}\`: ${name}`)] : []),
    '## The simulation',
    ...(simulation ? describeSimulation(simulation) : [NOT_RUN]),
    '### Worlds that went wrong once',
    'Found while building, mended, and run by every `npm test` since.',
    table(
      ['seed', 'what it found'],
      regressions.map(({ text, found }) => [`\`${text}\``, found]),
    ),
    '## Hand-made bugs',
    ...(mutations ? describeMutations(mutations) : [NOT_RUN]),
    '## Crashes, for real',
    'Processes of the built program and of PostgreSQL itself, killed, frozen, stopped and starved; afterwards the books are ' +
      'compared with the simulator’s ledger.',
    listTests(run.tests.filter(({ file }) => file.startsWith('test/crash/'))),
    '## Backups, falsified rows, hostile orders',
    listTests(run.tests.filter(({ file }) => !/^test\/(?:crash|simulation|mutations)\//.test(file))),
    '## What is not proven',
    NOT_PROVEN,
    '',
  ].join('\n\n')
}

const NOT_RUN = 'Not part of this run.'

function describeSimulation(simulation: SimulationResult): string[] {
  const { firstSeed, seeds, payments, events, seconds, violations, faults } = simulation
  const perHour = seconds > 0 ? Math.round((seeds / seconds) * 3_600) : 0
  return [
    'The shipped engine on real SQL, Safaricom, wires and people under one virtual clock, with one to three engines at once ' +
      '(`test/simulation/`). After every event, checkers that share no code with the engine look at everything that must ' +
      'hold; when the trouble ends, the books must become M-PESA’s ledger by themselves.',
    table(
      ['', ''],
      [
        ['seeds', `${seeds}, from \`${firstSeed}\``],
        ['payments', String(payments)],
        ['events, each followed by every check', String(events)],
        ['violations', String(violations.length)],
        ['seeds an hour', String(perHour)],
      ],
    ),
    'How often each fault struck, by the state the payment was in. “–”: it cannot happen there, or only where several ' +
      'unlikely things meet (`test/simulation/fault-counts.ts` says which, and why).',
    table(
      ['fault', ...STATES],
      faults.map(({ fault, counts }) => [fault, ...counts.map(count => (count === null ? '–' : String(count)))]),
    ),
    ...violations.map(violation => `\`\`\`\n${violation}\n\`\`\``),
  ]
}

function describeMutations(mutations: readonly MutationResult[]): string[] {
  const caught = mutations.filter(({ caughtBy }) => caughtBy !== null)
  return [
    'Each is applied to a copy of the program by a small patch (`test/mutations/`), and has to be caught: a simulation that ' +
      `finds nothing may also be blind. **${caught.length} of ${mutations.length} were caught.**`,
    table(
      ['bug', 'caught by', 'seed', 'seeds needed', 'what was wrong'],
      mutations.map(({ what, caughtBy, seed, seedsTried, violation }) => [
        what,
        caughtBy ?? '**nothing**',
        seed ? `\`${seed}\`` : '',
        seed ? String(seedsTried) : '',
        (violation ?? '').slice(0, MAX_CELL),
      ]),
    ),
  ]
}

/** Longer texts make a table nobody can read. */
const MAX_CELL = 160

function listTests(tests: readonly TestResult[]): string {
  if (tests.length === 0) return NOT_RUN
  return table(
    ['test', 'outcome', 'what it counted'],
    foldSeeds(tests).map(({ file, name, outcome, said }) => [
      `${name} (\`${file.split('/').at(-1)}\`)`,
      outcome,
      said.join('; '),
    ]),
  )
}

/** One line for a test that was run with many seeds; those that failed keep theirs. */
function foldSeeds(tests: readonly TestResult[]): TestResult[] {
  const toFolded = ({ file, name, outcome }: TestResult) =>
    outcome === 'passed' && SEED.test(name) ? `${file} ${name.replace(SEED, '')}` : null
  const groups = Map.groupBy(tests, test => toFolded(test) ?? test)
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (!first) return []
    if (more.length === 0) return [first]
    const seeds = [first, ...more].map(({ name }) => SEED.exec(name)?.groups?.seed)
    const said = [`${seeds.length} seeds, ${seeds[0]} to ${seeds.at(-1)}`]
    return [{ ...first, name: first.name.replace(SEED, ''), said }]
  })
}

const SEED = / \(seed (?<seed>\w+)\)/

/** A Markdown table. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(toCell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** What a cell can hold. */
function toCell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')
}

const NOT_PROVEN = [
  '- Disks that lie: a device or hypervisor that acknowledges a sync and loses the write defeats every database. We show that ' +
    'the program asks for the sync before it answers, not that the machine keeps its word; no power was cut.',
  '- Safaricom’s own mistakes: the simulator does what the documentation, the recorded payloads and other people’s ' +
    'reports say Daraja does. Where Daraja tells nobody about money it took, only the statement can.',
  '- Several regions, replicas and failover of PostgreSQL: one server was killed, cut off and frozen; a promoted replica ' +
    'that has lost acknowledged commits was not tried.',
  '- PostgreSQL inside the simulation: worlds run on SQLite, whose calls are synchronous and therefore repeatable. The same ' +
    'conformance tests run on both, and races between transactions on PostgreSQL are tried in every order separately.',
  '- Other programs that write to the database, and hardware that flips bits in memory. `harambee verify` finds altered rows; ' +
    'it cannot bring back what they said.',
  '- Bugs of a kind nobody thought of: the table above shows that these are found, not that all are.',
].join('\n')
