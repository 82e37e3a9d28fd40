import type { Kysely } from 'kysely'
import { signCharity } from '../audit.ts'
import type { Charity } from '../charity.ts'
import type { Tables } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'

/** The only one there is. */
const ID = 1

/** null: nobody has said yet who the charity is. */
export async function findCharity(kysely: Kysely<Tables>): Promise<Charity | null> {
  const row = await kysely.selectFrom('charity').select('content').where('id', '=', ID).executeTakeFirst()
  return row ? (JSON.parse(row.content) as Charity) : null
}

/** Says who the charity is, whatever was said before. */
export async function saveCharity(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  charity: Charity,
  nowMs: number,
): Promise<void> {
  const row = { id: ID, content: JSON.stringify(charity), changed_at: nowMs }
  const values = { ...row, seal: signCharity(sealer, row) }
  await kysely
    .insertInto('charity')
    .values(values)
    .onConflict(conflict => conflict.column('id').doUpdateSet(values))
    .execute()
}
