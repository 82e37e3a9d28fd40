// Tasks carry a keyed hash of themselves, and their texts open.

import type { Kysely } from 'kysely'
import { signTask } from '../audit.ts'
import type { Tables } from '../database/tables.ts'
import { openTask } from '../paid-already/task.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow } from '../verify-books.ts'
import { checkEachRow } from './check-each-row.ts'
import { doesOpen } from './does-open.ts'

export function checkTasks(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  return checkEachRow(
    'tasks',
    '',
    (after, limit) =>
      kysely.selectFrom('tasks').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute(),
    row => row.id,
    row => {
      if (row.seal !== signTask(sealer, row)) return 'it was altered'
      return doesOpen(() => openTask(row, sealer)) ? null : 'its text does not open'
    },
  )
}
