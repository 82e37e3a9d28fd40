// Whoever opens a database has to hold the secret it was begun with: with another, callbacks that others have stored could
// not be read, and would be put aside as unreadable.

import { type Database, DatabaseProblem } from './database/database.ts'
import type { Sealer } from './sealing.ts'

const OTHER_SECRET =
  'The database was begun with another HARAMBEE_SECRET: set it to that one. Every machine that uses the database needs ' +
  'the same HARAMBEE_SECRET and MPESA_CALLBACK_SECRET_KEY; the demo makes its own and keeps them in secrets.json in the ' +
  'data folder, which can be copied to the others.'

/**
 * Marks a new database as begun with this secret.
 * @param options.isLooking whether a database without a mark is left without
 * @throws {DatabaseProblem} where it was begun with another
 */
export async function assertSameSecret(
  { kysely }: Database,
  sealer: Sealer,
  options: { readonly isLooking: boolean },
): Promise<void> {
  const mark = sealer.sign('secret-mark', [])
  let found = await findMark(kysely)
  if (found === null && !options.isLooking) {
    await kysely
      .insertInto('secret_mark')
      .values({ id: 1, mark })
      .onConflict(conflict => conflict.column('id').doNothing())
      .execute()
    // Another process may have been first.
    found = await findMark(kysely)
  }
  if (found !== null && found !== mark) throw new DatabaseProblem(OTHER_SECRET)
}

async function findMark(kysely: Database['kysely']): Promise<string | null> {
  const row = await kysely.selectFrom('secret_mark').select('mark').where('id', '=', 1).executeTakeFirst()
  return row?.mark ?? null
}
