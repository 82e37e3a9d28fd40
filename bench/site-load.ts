// What a busy site does to callbacks: their p99 while donors fetch pages as fast as the site gives them, beside a site
// nobody visits. Both processes have the same core to share.

import { gatherCleanUps } from './clean-ups.ts'
import { sendLoad } from './load/send-load.ts'
import { countGifts, measure } from './measure.ts'
import { type Answer, type Question, type QuestionOptions, toFigure, toMedian } from './result.ts'
import { startEngine, startSite, toFileUrl } from './takers.ts'
import { makeWorkFolder } from './work-folder.ts'

const LOAD = { connections: 64, warmUpMs: 1_000, measureMs: 4_000 }
const VISITORS = 8
const PAGE = '/give/madarasa'
/** Visitors come first and stay until the callbacks have been measured. */
const VISIT = { warmUpMs: 1_500, measureMs: LOAD.measureMs + 4_000 }

export const siteLoad: Question = { name: 'site-load', about: 'callbacks’ p99 while the site is under load', ask }

async function ask({ rounds, say }: QuestionOptions): Promise<Answer> {
  const cleanUps = gatherCleanUps()
  try {
    const folder = makeWorkFolder(cleanUps)
    const taker = await startEngine(cleanUps, folder, { name: 'SQLite', url: toFileUrl(folder, 'whole') })
    const site = await startSite(cleanUps, folder, taker.books)
    const [quiet, busy, slower, pages]: number[][] = [[], [], [], []]
    for (let round = 0; round < rounds; round++) {
      const idle = await measure(taker, LOAD)
      await taker.books.untilDrained()
      await taker.books.prepare(countGifts(LOAD, true))
      const visits = visit(site)
      const loaded = await measure(taker, LOAD)
      const visited = await visits
      await taker.books.untilDrained()
      if (visited.refused > 0) throw new Error(`${visited.refused} pages could not be fetched`)
      quiet?.push(idle.p99Ms)
      busy?.push(loaded.p99Ms)
      slower?.push(loaded.answeredPerSecond / idle.answeredPerSecond)
      pages?.push(visited.answered / visited.seconds)
      say(`  p99 ${idle.p99Ms.toFixed(1)} ms, under load ${loaded.p99Ms.toFixed(1)} ms`)
    }
    await taker.books.verify()
    const ratios = (busy ?? []).map((ms, round) => ms / (quiet?.[round] ?? Number.NaN))
    return {
      figures: [
        toFigure('site-load-p99', 'callbacks’ p99, site under load ÷ site idle, 64 connections', ratios, { most: 2 }),
        toFigure('site-load-rate', 'callbacks a second, site under load ÷ site idle', slower ?? []),
      ],
      facts: { [`pages a second meanwhile, ${VISITORS} visitors`]: Math.round(toMedian(pages ?? [])) },
    }
  } finally {
    await cleanUps.run()
  }
}

function visit(port: number) {
  const order = { ...VISIT, port, connections: VISITORS, firstGift: 0, gifts: 1, isRepeatable: true }
  return sendLoad({ ...order, kind: 'page', path: PAGE })
}
