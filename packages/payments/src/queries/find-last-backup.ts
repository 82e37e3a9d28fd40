import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** When the newest backup was made (milliseconds since 1970 UTC) and where it was put; null where there is none. */
export async function findLastBackup(kysely: Kysely<Tables>): Promise<{ madeAtMs: number; path: string } | null> {
  const row = await kysely
    .selectFrom('backups')
    .select(['made_at', 'path'])
    .orderBy('made_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { madeAtMs: row.made_at, path: row.path } : null
}
