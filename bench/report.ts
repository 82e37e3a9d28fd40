// Writes `docs/benchmarks.md` from the results of the last runs. Every number in it was measured; what is said about a
// miss stands in `tried.ts`.

import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Figure, isMet, type Result, type Target } from './result.ts'
import { TRIED } from './tried.ts'

export const RESULTS = join(import.meta.dirname, 'results')
const PAGE = join(import.meta.dirname, '..', 'docs', 'benchmarks.md')
const ORDER = ['callbacks', 'drain', 'fsyncs', 'site-load', 'lookups']

const HOW = `# Benchmarks

Written by \`npm run bench\`; do not edit by hand.

\`\`\`
npm run bench                       every question: half an hour, and 25 GB of disk for five million payments
npm run bench -- callbacks --quick  one of them, shorter; also: drain, fsyncs, site-load, lookups
node bench/report.ts                this page again, from the last results
\`\`\`

The servers share one core, the load has another, each in processes of its own; databases lie on a disk, with every commit
synced. Each callback is a real one: its own payment in the books, its own URL, its own receipt. After each question the
run compares the books with what was acknowledged and runs \`verifyBooks\`; it fails where a callback is missing, a payment
is not settled, or a signature does not fit. Rates differ two- and threefold between minutes on a shared machine, so results
are ratios within one interleaved run: the median of the rounds, with the lowest and the highest. *Bare* is a \`node:http\`
server that reads the body and keeps nothing. *Durable* is answered with 200, *settled* is in the books. *While the drain
runs* is the engine as it is started; *storing alone* is the same listener without the drain, to tell the two apart.
`

/** Reads all results there are and writes the page. */
export function writeReport(): void {
  const results = globSync('*.json', { cwd: RESULTS })
    .map(name => JSON.parse(readFileSync(join(RESULTS, name), 'utf8')) as Result)
    .sort((left, right) => ORDER.indexOf(left.question) - ORDER.indexOf(right.question))
  writeFileSync(PAGE, [HOW, ...results.map(toSection)].join('\n'))
}

function toSection(result: Result): string {
  const { machine, takenAt, isQuick, question, figures, facts } = result
  const rounds = Math.max(...figures.map(figure => figure.rounds))
  const pinned = machine.isPinned ? 'server and load on a core each' : 'nothing pinned'
  const lines = [
    `## ${question}`,
    '',
    `${takenAt}, ${rounds} rounds${isQuick ? ', quick' : ''}. ${machine.processor}, ${machine.cores} cores (${pinned}), ` +
      `${machine.memoryGib} GiB, ${machine.system}, Node ${machine.node}, SQLite ${process.versions.sqlite}.`,
    '',
    '| | target | measured | spread | |',
    '|---|---|---|---|---|',
    ...figures.map(toRow),
    '',
  ]
  const misses = figures.filter(figure => isMet(figure) === false)
  if (misses.length > 0) lines.push('Missed:', '', ...misses.map(toMiss), '')
  const tried = TRIED[question]
  if (misses.length > 0 && tried) lines.push(tried, '')
  const known = Object.entries(facts)
  if (known.length > 0) {
    lines.push('How it was, for this run only:', '', ...known.map(([name, value]) => `- ${name}: ${value}`), '')
  }
  return lines.join('\n')
}

function toRow(figure: Figure): string {
  const met = isMet(figure)
  const verdict = met === null ? '' : met ? 'met' : '**missed**'
  const spread = `${toText(figure.low)}–${toText(figure.high)}`
  return `| ${figure.what} | ${toTargetText(figure.target)} | ${toText(figure.median)} | ${spread} | ${verdict} |`
}

function toMiss(figure: Figure): string {
  const { target, median, what } = figure
  if (target === null) return ''
  const by = 'least' in target ? median / target.least : median / target.most
  return 'least' in target
    ? `- ${what}: ${toText(by)} of the target`
    : `- ${what}: ${toText(by)} times what was aimed at`
}

function toTargetText(target: Target | null): string {
  if (target === null) return ''
  return 'least' in target ? `≥ ${target.least}` : `≤ ${target.most}`
}

function toText(value: number): string {
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

if (process.argv[1] === import.meta.filename && existsSync(RESULTS)) writeReport()
