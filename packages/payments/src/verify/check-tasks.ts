// Tasks carry a keyed hash of themselves, and their texts open.

import type { Kysely } from 'kysely'
import { signTask } from '../audit.ts'
import type { Tables } from '../database/tables.ts'
import { openTask } from '../paid-already/task.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow } from '../verify-books.ts'

const PAGE = 1_000

export async function checkTasks(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  for (let after = ''; ; ) {
    const rows = await kysely
      .selectFrom('tasks')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute()
    for (const row of rows) {
      const bad = (problem: string) => ({ table: 'tasks', id: row.id, problem })
      if (row.seal !== signTask(sealer, row)) return bad('it was altered')
      try {
        openTask(row, sealer)
      } catch {
        return bad('its text does not open')
      }
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return null
    after = last.id
  }
}
