// A process that migrates a database when it is told to, and dies or stands still at a statement: run by its path with
// DATABASE_URL set.
//
//   node migrator.ts [--die-at N | --stand-at N]
//
// It says "ready" once it could begin, "begun" when it begins, and at the end what it has applied.

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { migrate, openDatabase } from '@harambee/payments'
import { atEachStatement } from './each-statement.ts'
import { listWithNext } from './next-migration.ts'

export type MigratorNews = { kind: 'ready' } | { kind: 'begun' } | { kind: 'applied'; names: string[] }

/** The same every time, so that databases can be compared. */
export const MIGRATED_AT_MS = Date.parse('2026-11-24T09:00:00Z')

if (import.meta.main) {
  process.once('message', () => {
    run().catch(error => {
      console.error(error)
      process.exit(1)
    })
  })
  tell({ kind: 'ready' })
}

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { 'die-at': { type: 'string' }, 'stand-at': { type: 'string' } } })
  tell({ kind: 'begun' })
  const setTimer = (delayMs: number, later: () => void) => {
    const timer = setTimeout(later, delayMs)
    return () => clearTimeout(timer)
  }
  const database = openDatabase(process.env.DATABASE_URL ?? '', process.cwd(), { setTimer })
  const watched = atEachStatement(database, moment => {
    if (moment === Number(values['die-at'])) process.kill(process.pid, 'SIGKILL')
    if (moment === Number(values['stand-at'])) {
      writeFileSync('standing', '')
      process.kill(process.pid, 'SIGSTOP')
    }
  })
  const names = await migrate(watched, MIGRATED_AT_MS, { migrations: listWithNext(database.engine) })
  await database.close()
  tell({ kind: 'applied', names })
  process.disconnect?.()
}

function tell(news: MigratorNews): void {
  process.send?.(news)
}
