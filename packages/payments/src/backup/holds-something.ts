// Whether a database holds anything that a restore would be in the way of.

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { BACKED_UP_TABLES } from './backed-up-tables.ts'

/** One without our tables holds nothing either. @returns which table has rows; null: none */
export async function findFilledTable(kysely: Kysely<Tables>): Promise<string | null> {
  for (const name of await listPresentTables(kysely)) {
    // The end of the history always has its row.
    if (name === 'history_head') continue
    const { rows } = await sql`SELECT 1 FROM ${sql.table(name)} LIMIT 1`.execute(kysely)
    if (rows.length > 0) return name
  }
  return null
}

/** Those of the tables a backup holds that are there: one of an earlier version lacks some. */
export async function listPresentTables(kysely: Kysely<Tables>): Promise<(keyof Tables)[]> {
  const there = new Set((await kysely.introspection.getTables()).map(({ name }) => name))
  return BACKED_UP_TABLES.map(({ name }) => name).filter(name => there.has(name))
}
