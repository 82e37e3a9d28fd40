// Tasks carry a keyed hash of themselves, and their texts open.

import type { Kysely } from 'kysely'
import { signTask } from '../audit.ts'
import type { Tables } from '../database/tables.ts'
import { openTask } from '../paid-already/task.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow } from '../verify-books.ts'
import { doesOpen } from './does-open.ts'
import { readPages } from './read-pages.ts'

export async function checkTasks(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  const pages = readPages(
    '',
    (after, limit) =>
      kysely.selectFrom('tasks').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
    row => row.id,
  )
  for await (const rows of pages) {
    for (const row of rows) {
      const bad = (problem: string) => ({ table: 'tasks', id: row.id, problem })
      if (row.seal !== signTask(sealer, row)) return bad('it was altered')
      if (!doesOpen(() => openTask(row, sealer))) return bad('its text does not open')
    }
  }
  return null
}
