// Whether the drain keeps up: callbacks settled beside callbacks stored, both in the same long stretch of full load.

import { gatherCleanUps } from './clean-ups.ts'
import { measure, type Taker } from './measure.ts'
import { type Answer, type Question, type QuestionOptions, toFigure } from './result.ts'
import { startPostgres } from './servers/postgres-server.ts'
import { startEngine, toFileUrl } from './takers.ts'
import { makeWorkFolder } from './work-folder.ts'

const WARM_UP_MS = 1_000
const MEASURE_MS = 12_000
const MOST_ROUNDS = 2

export const drain: Question = { name: 'drain', about: 'settled beside stored, over twelve seconds of full load', ask }

async function ask({ isQuick, rounds, say }: QuestionOptions): Promise<Answer> {
  const cleanUps = gatherCleanUps()
  try {
    const folder = makeWorkFolder(cleanUps)
    const postgres = await startPostgres(cleanUps, folder)
    const takers: Taker[] = [
      await startEngine(cleanUps, folder, { name: 'SQLite', url: toFileUrl(folder, 'whole') }),
      await startEngine(cleanUps, folder, {
        name: 'PostgreSQL',
        url: await postgres.createDatabase('whole'),
        postgres,
      }),
    ]
    const shares = new Map<string, number[]>()
    for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round++) {
      for (const connections of [64, 512]) {
        for (const taker of takers) {
          const load = { connections, warmUpMs: WARM_UP_MS, measureMs: isQuick ? MEASURE_MS / 3 : MEASURE_MS }
          const { answeredPerSecond, settledPerSecond } = await measure(taker, load)
          await taker.books?.untilDrained()
          const name = `${taker.name}, ${connections} connections`
          shares.set(name, [...(shares.get(name) ?? []), settledPerSecond / answeredPerSecond])
          say(`  ${name}: stored ${answeredPerSecond.toFixed(0)}/s, settled ${settledPerSecond.toFixed(0)}/s`)
        }
      }
    }
    for (const { books } of takers) await books?.verify()
    const figures = [...shares].map(([name, values]) =>
      toFigure(`drain ${name}`, `settled ÷ stored, ${name}`, values, { least: 0.95 }),
    )
    return { figures, facts: {} }
  } finally {
    await cleanUps.run()
  }
}
