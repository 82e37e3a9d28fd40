// How often a callback has the disk synced: counted by strace for SQLite, told by PostgreSQL itself for PostgreSQL.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gatherCleanUps } from './clean-ups.ts'
import { countGifts, measure } from './measure.ts'
import { type Answer, type Figure, type Question, type QuestionOptions, toFigure } from './result.ts'
import { startPostgres } from './servers/postgres-server.ts'
import { startEngine, toFileUrl } from './takers.ts'
import { makeWorkFolder } from './work-folder.ts'

const LOAD = { connections: 64, warmUpMs: 1_000, measureMs: 4_000 }

export const fsyncs: Question = {
  name: 'fsyncs',
  about: 'callbacks for each time the disk is synced, 64 connections',
  ask,
}

async function ask({ rounds, say }: QuestionOptions): Promise<Answer> {
  const obstacle = findObstacle()
  if (obstacle) say(`  SQLite is left out: ${obstacle}`)
  const shares = new Map<string, number[]>()
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    for (const part of ['store', 'whole'] as const) {
      const values = { ...(!obstacle && { SQLite: await countOfFile(part) }), PostgreSQL: await countOfServer(part) }
      for (const [engine, value] of Object.entries(values)) {
        const name = `${engine}, ${part === 'store' ? 'storing alone' : 'while the drain runs'}`
        shares.set(name, [...(shares.get(name) ?? []), value])
        say(`  ${name}: ${value.toFixed(1)} callbacks for each sync`)
      }
    }
  }
  const figures: Figure[] = [...shares].map(([name, values]) =>
    toFigure(`fsyncs ${name}`, `callbacks for each sync, ${name}, 64 connections`, values, { least: 40 }),
  )
  return { figures, facts: {} }
}

async function countOfFile(part: 'whole' | 'store'): Promise<number> {
  const cleanUps = gatherCleanUps()
  let folder: string
  let sent = 0
  let log = ''
  try {
    folder = makeWorkFolder(cleanUps)
    log = join(folder, 'calls')
    const command = ['strace', '-D', '-f', '--seccomp-bpf', '-q', '-o', log, '-e', 'trace=fsync,fdatasync']
    const taker = await startEngine(cleanUps, folder, { name: part, url: toFileUrl(folder, part), part, command })
    await taker.books.prepare(countGifts(LOAD, taker.books.isDrained))
    const before = countCalls(log)
    await measure(taker, LOAD)
    if (part === 'whole') await taker.books.untilDrained()
    sent = taker.books.nextGift
    const calls = countCalls(log) - before
    await taker.books.verify()
    return sent / calls
  } finally {
    await cleanUps.run()
  }
}

async function countOfServer(part: 'whole' | 'store'): Promise<number> {
  const cleanUps = gatherCleanUps()
  try {
    const folder = makeWorkFolder(cleanUps)
    const postgres = await startPostgres(cleanUps, folder)
    const url = await postgres.createDatabase(part)
    const taker = await startEngine(cleanUps, folder, { name: part, url, part, postgres })
    const { statements } = taker.books
    await taker.books.prepare(countGifts(LOAD, taker.books.isDrained))
    const count = () => statements.count('SELECT sum(fsyncs) FROM pg_stat_io')
    await statements.run('SELECT pg_stat_force_next_flush()')
    const before = await count()
    await measure(taker, LOAD)
    if (part === 'whole') await taker.books.untilDrained()
    // Backends tell what they have done after a moment of doing nothing.
    await new Promise(resolve => setTimeout(resolve, 2_000))
    const calls = (await count()) - before
    await taker.books.verify()
    return taker.books.nextGift / calls
  } finally {
    await cleanUps.run()
  }
}

function countCalls(log: string): number {
  return readFileSync(log, 'utf8').match(/\bf(?:data)?sync\(/g)?.length ?? 0
}

function findObstacle(): string | null {
  try {
    execFileSync('strace', ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true'], { stdio: 'pipe' })
    return null
  } catch {
    return 'strace cannot be used here'
  }
}
