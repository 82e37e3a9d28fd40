import type { Kysely } from 'kysely'
import type { Backup } from '../backup/back-up.ts'
import type { Tables } from '../database/tables.ts'

/** Remembers that there is a backup, so that its age can be told. */
export async function insertBackup(kysely: Kysely<Tables>, backup: Backup): Promise<void> {
  const { madeAtMs, path, bytes, head } = backup
  await kysely
    .insertInto('backups')
    .values({ made_at: madeAtMs, path, bytes, entries: head.entries, hash: head.hash })
    .execute()
}
