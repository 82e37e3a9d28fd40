// Callbacks a second on one core: durable (answered with 200) and settled (in the books), beside a bare server that keeps
// nothing and the tutorial's handler under `next start`; one commit for each callback beside shared ones.

import { gatherCleanUps } from './clean-ups.ts'
import { type Measurement, measure, type Taker } from './measure.ts'
import { type Answer, type Figure, type Question, type QuestionOptions, toFigure, toMedian } from './result.ts'
import { startPostgres } from './servers/postgres-server.ts'
import { startBare, startEngine, startTutorial, toFileUrl } from './takers.ts'
import { makeWorkFolder } from './work-folder.ts'

const CONNECTIONS = [64, 512]
const WARM_UP_MS = 1_000
const MEASURE_MS = 3_000
/** The ceiling is measured between the others: the machine is never the same for long. */
const ORDER = [
  'bare',
  'sqlite',
  'sqlite-store',
  'bare',
  'tutorial',
  'postgres',
  'bare',
  'postgres-store',
  'sqlite-each',
]

/** By server, in one round at one number of connections. */
type Round = ReadonlyMap<string, readonly Measurement[]>

export const callbacks: Question = {
  name: 'callbacks',
  about: 'durable and settled callbacks a second, beside a bare server and the tutorial’s handler',
  ask,
}

async function ask({ isQuick, rounds, say }: QuestionOptions): Promise<Answer> {
  const cleanUps = gatherCleanUps()
  try {
    const folder = makeWorkFolder(cleanUps)
    const postgres = await startPostgres(cleanUps, folder)
    const engine = (name: string, url: string, part: 'whole' | 'store' | 'each') =>
      startEngine(cleanUps, folder, { name, url, part, ...(name.startsWith('postgres') && { postgres }) })
    const takers: Taker[] = [
      await startBare(cleanUps, folder),
      await startTutorial(cleanUps, folder),
      await engine('sqlite', toFileUrl(folder, 'whole'), 'whole'),
      await engine('sqlite-store', toFileUrl(folder, 'store'), 'store'),
      await engine('sqlite-each', toFileUrl(folder, 'each'), 'each'),
      await engine('postgres', await postgres.createDatabase('whole'), 'whole'),
      await engine('postgres-store', await postgres.createDatabase('store'), 'store'),
    ]
    const taken = new Map<number, Round[]>(CONNECTIONS.map(connections => [connections, []]))
    for (let round = 1; round <= rounds; round++) {
      for (const connections of CONNECTIONS) {
        say(`round ${round} of ${rounds}, ${connections} connections`)
        taken.get(connections)?.push(await measureRound(takers, connections, isQuick, say))
      }
    }
    for (const { books } of takers) await books?.verify()
    say('every acknowledged callback is in the books, and the books add up')

    return {
      figures: CONNECTIONS.flatMap(connections => toFigures(connections, taken.get(connections) ?? [])),
      facts: { PostgreSQL: postgres.version, ...toFacts(taken) },
    }
  } finally {
    await cleanUps.run()
  }
}

async function measureRound(
  takers: readonly Taker[],
  connections: number,
  isQuick: boolean,
  say: (line: string) => void,
): Promise<Round> {
  const round = new Map<string, Measurement[]>()
  for (const name of ORDER) {
    const taker = takers.find(taker => taker.name === name)
    if (!taker) throw new Error(`nobody is called ${name}`)
    const measureMs = isQuick ? MEASURE_MS / 2 : MEASURE_MS
    const measurement = await measure(taker, { connections, warmUpMs: WARM_UP_MS, measureMs })
    if (!/store|each/.test(name)) await taker.books?.untilDrained()
    round.set(name, [...(round.get(name) ?? []), measurement])
    const { answeredPerSecond, settledPerSecond, p50Ms, p99Ms, cpuUs } = measurement
    say(
      `  ${name.padEnd(15)} ${answeredPerSecond.toFixed(0).padStart(6)}/s  settled ${settledPerSecond.toFixed(0).padStart(6)}/s` +
        `  p50 ${p50Ms.toFixed(1).padStart(6)} ms  p99 ${p99Ms.toFixed(1).padStart(6)} ms  CPU ${cpuUs.toFixed(0).padStart(5)} µs`,
    )
  }
  return round
}

/** The mean of a server's measurements in a round. */
function read(round: Round, name: string, fact: keyof Measurement): number {
  const measurements = round.get(name) ?? []
  return measurements.reduce((sum, measurement) => sum + measurement[fact], 0) / measurements.length
}

function toFigures(connections: number, rounds: readonly Round[]): Figure[] {
  const isFew = connections === 64
  const ratio = (above: string, below: string, fact: keyof Measurement, belowFact = fact) =>
    rounds.map(round => read(round, above, fact) / read(round, below, belowFact))
  const figure = (id: string, what: string, values: number[], target: Figure['target'] = null) =>
    toFigure(`${id}-${connections}`, `${what}, ${connections} connections`, values, target)
  const [sqlite, postgres] = [{ least: isFew ? 0.6 : 0.85 }, { least: isFew ? 0.4 : 0.7 }]
  const tutorial = { least: 20 }
  const each = { least: isFew ? 8 : 12 }
  const rate = 'answeredPerSecond'
  return [
    figure('sqlite', 'SQLite: durable ÷ bare, while the drain runs', ratio('sqlite', 'bare', rate), sqlite),
    figure('sqlite-settled', 'SQLite: settled ÷ bare', ratio('sqlite', 'bare', 'settledPerSecond', rate)),
    figure('sqlite-store', 'SQLite: durable ÷ bare, storing alone', ratio('sqlite-store', 'bare', rate), sqlite),
    figure('postgres', 'PostgreSQL: durable ÷ bare, while the drain runs', ratio('postgres', 'bare', rate), postgres),
    figure('postgres-settled', 'PostgreSQL: settled ÷ bare', ratio('postgres', 'bare', 'settledPerSecond', rate)),
    figure(
      'postgres-store',
      'PostgreSQL: durable ÷ bare, storing alone',
      ratio('postgres-store', 'bare', rate),
      postgres,
    ),
    figure('tutorial', 'SQLite: durable ÷ the tutorial’s handler', ratio('sqlite', 'tutorial', rate), tutorial),
    figure(
      'tutorial-store',
      'SQLite: storing alone ÷ the tutorial’s handler',
      ratio('sqlite-store', 'tutorial', rate),
      tutorial,
    ),
    figure(
      'each',
      'SQLite, storing alone: shared commits ÷ a commit each',
      ratio('sqlite-store', 'sqlite-each', rate),
      each,
    ),
    figure(
      'p99',
      'SQLite: p99 ÷ bare p99, while the drain runs',
      ratio('sqlite', 'bare', 'p99Ms'),
      isFew ? { most: 1.5 } : null,
    ),
    figure(
      'p99-store',
      'SQLite: p99 ÷ bare p99, storing alone',
      ratio('sqlite-store', 'bare', 'p99Ms'),
      isFew ? { most: 1.5 } : null,
    ),
  ]
}

/** Absolute figures say how the machine was, and nothing else. */
function toFacts(taken: ReadonlyMap<number, readonly Round[]>): Record<string, string> {
  const facts: Record<string, string> = {}
  for (const [connections, rounds] of taken) {
    for (const name of new Set(ORDER)) {
      const middle = (fact: keyof Measurement) => toMedian(rounds.map(round => read(round, name, fact)))
      facts[`${name}, ${connections} connections`] =
        `${middle('cpuUs').toFixed(0)} µs CPU each, ${middle('answeredPerSecond').toFixed(0)}/s, ` +
        `p50 ${middle('p50Ms').toFixed(1)} ms, p99 ${middle('p99Ms').toFixed(1)} ms`
    }
  }
  return facts
}
