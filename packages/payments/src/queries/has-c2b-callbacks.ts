import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** Whether Safaricom has ever told of money that came to the short code: it does once it has addresses for it. */
export async function hasC2bCallbacks(kysely: Kysely<Tables>): Promise<boolean> {
  const row = await kysely
    .selectFrom('inbox')
    .select('id')
    .where('channel', 'in', ['c2b-validation', 'c2b-confirmation'])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
