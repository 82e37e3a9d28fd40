// Ways of falsifying the books with a connection to the database, each with the row that must give it away.

import { type Kysely, sql } from 'kysely'
import { signEntry } from '../src/audit.ts'
import type { Database } from '../src/database/database.ts'
import type { Tables } from '../src/database/tables.ts'
import type { Sealer } from '../src/sealing.ts'

/** A whole number from 0 up to a limit, the limit not included. */
export type Draw = (limit: number) => number

/** What was done, and which rows may be named for it: one of these is the first that does not add up. */
export interface Tampering {
  readonly what: string
  readonly table: string
  /** null: any row of the table. */
  readonly ids: readonly string[] | null
}

export type Tamper = (kysely: Kysely<Tables>, draw: Draw, engine: Database['engine']) => Promise<Tampering>

type Row = Record<string, unknown>
type TableName = keyof typeof KEYS

const KEYS = {
  campaigns: 'slug',
  campaign_totals: 'campaign',
  donations: 'id',
  payments: 'id',
  receipts: 'receipt_number',
  payment_history: 'id',
  history_head: 'id',
  inbox: 'id',
  receipt_serials: 'payment_id',
} as const
const TABLES = Object.keys(KEYS) as TableName[]

/** Columns that may change without anybody being told: when to ask next, what became of a callback, and numbers of rows. */
const FREE = new Set([
  ...['next_query_at', 'last_query_at', 'query_count', 'query_turn'].map(column => `payments.${column}`),
  ...['id', 'verdict', 'because', 'payment_id', 'checkout_request_id', 'drained_at'].map(column => `inbox.${column}`),
  'payment_history.id',
])

/** Another value in one cell. */
export const changeCell: Tamper = async (kysely, draw) => {
  for (;;) {
    const table = TABLES[draw(TABLES.length)] ?? 'payments'
    const row = await pick(kysely, table, draw)
    const columns = Object.keys(row ?? {}).filter(column => !FREE.has(`${table}.${column}`))
    const column = columns[draw(columns.length)]
    if (!row || column === undefined) continue
    const key = KEYS[table]
    const value = toOther(column, row[column], draw)
    await sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${value} WHERE ${sql.ref(key)} = ${row[key]}`.execute(
      kysely,
    )
    const isRenamed = column === key || (table === 'payments' && column === 'id')
    return { what: `${table}.${column} of ${row[key]}`, table, ids: isRenamed ? null : [String(row[key])] }
  }
}

/** A row away. Callbacks and receipts that prove nothing of a payment leave no trace, so others are taken. */
export const removeRow: Tamper = async (kysely, draw) => {
  for (;;) {
    const table = TABLES[draw(TABLES.length)] ?? 'payments'
    const row = await pick(kysely, table, draw)
    if (!row) continue
    if (table === 'receipts' && row.payment_id === null) continue
    if (table === 'inbox' && !(await isReferredTo(kysely, row.id))) continue
    if (table === 'donations' && !(await isDonated(kysely, row.id))) continue
    if (table === 'campaigns' && !(await isGivenTo(kysely, row.slug))) continue
    const key = KEYS[table]
    await sql`DELETE FROM ${sql.table(table)} WHERE ${sql.ref(key)} = ${row[key]}`.execute(kysely)
    const what = `${table} ${row[key]} removed`
    if (table !== 'payment_history') return { what, table, ids: [String(row[key])] }
    const next = await kysely
      .selectFrom('payment_history')
      .select('id')
      .where('id', '>', Number(row.id))
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    return next ? { what, table, ids: [String(next.id)] } : { what, table: 'history_head', ids: ['1'] }
  }
}

/** Two rows with each other's content. */
export const swapRows: Tamper = async (kysely, draw) => {
  for (;;) {
    const table = TABLES[draw(TABLES.length)] ?? 'payments'
    const [one, other] = [await pick(kysely, table, draw), await pick(kysely, table, draw)]
    const key = KEYS[table]
    if (!one || !other || one[key] === other[key]) continue
    // Kept apart by rules of the tables themselves.
    const columns = Object.keys(one).filter(
      column =>
        column !== key &&
        column !== 'payment_id' &&
        column !== 'number' &&
        column !== 'account_reference' &&
        !FREE.has(`${table}.${column}`),
    )
    if (columns.every(column => isEqual(one[column], other[column]))) continue
    // Whole callbacks in each other's place say the same in another order.
    if (table === 'inbox') continue
    for (const [at, from] of [
      [one, other],
      [other, one],
    ] as const) {
      const set = sql.join(columns.map(column => sql`${sql.ref(column)} = ${from[column]}`))
      await sql`UPDATE ${sql.table(table)} SET ${set} WHERE ${sql.ref(key)} = ${at[key]}`.execute(kysely)
    }
    return { what: `${table} ${one[key]} ⇄ ${other[key]}`, table, ids: [String(one[key]), String(other[key])] }
  }
}

/** A line of history altered, and everything after it hashed again with a key of one's own. */
export function rehashFromTheMiddle(sealer: Sealer): Tamper {
  return async (kysely, draw) => {
    const entries = await kysely.selectFrom('payment_history').selectAll().orderBy('id').execute()
    const start = draw(entries.length)
    let hash = entries[start - 1]?.chain_hash ?? ''
    for (const [index, entry] of entries.entries()) {
      if (index < start) continue
      const changed = { ...entry, because: index === start ? `${entry.because}!` : entry.because }
      hash = signEntry(sealer, hash, changed)
      await kysely
        .updateTable('payment_history')
        .set({ because: changed.because, chain_hash: hash })
        .where('id', '=', entry.id)
        .execute()
    }
    await kysely.updateTable('history_head').set({ hash }).execute()
    return { what: `hashed again from entry ${start + 1}`, table: 'payment_history', ids: [String(entries[start]?.id)] }
  }
}

/** The last lines of the history away, with the head moved back to what then is the end. */
export const cutTail: Tamper = async (kysely, draw) => {
  const entries = await kysely
    .selectFrom('payment_history')
    .select(['id', 'payment_id', 'chain_hash'])
    .orderBy('id')
    .execute()
  const kept = entries.length - 1 - draw(Math.min(5, entries.length - 1))
  const end = entries[kept - 1]
  await kysely
    .deleteFrom('payment_history')
    .where('id', '>', end?.id ?? 0)
    .execute()
  await kysely
    .updateTable('history_head')
    .set({ entries: kept, hash: end?.chain_hash ?? '' })
    .execute()
  return { what: `cut off after entry ${kept}`, table: 'history_head', ids: ['1'] }
}

/** A row invented. */
export const inventRow: Tamper = async (kysely, draw, engine) => {
  const table = (['donations', 'receipts', 'payments', 'payment_history'] as const)[draw(4)] ?? 'receipts'
  const row = await pick(kysely, table, draw)
  if (!row) throw new Error(`${table} is empty`)
  const id = table === 'payment_history' ? 1_000_000 : `${row[KEYS[table]]}`.replace(/.$/, '~')
  const invented: Row = { ...row, [KEYS[table]]: id }
  if (table === 'receipts') invented.payment_id = null
  if (table === 'payments') Object.assign(invented, { receipt_number: null, checkout_request_id: null })
  const columns = Object.keys(invented)
  await sql`INSERT INTO ${sql.table(table)} (${sql.join(columns.map(column => sql.ref(column)))})
    ${table === 'payment_history' && engine === 'postgres' ? sql`OVERRIDING SYSTEM VALUE` : sql``}
    VALUES (${sql.join(columns.map(column => sql`${invented[column]}`))})`.execute(kysely)
  return { what: `${table} ${id} invented`, table, ids: [String(id)] }
}

async function pick(kysely: Kysely<Tables>, table: TableName, draw: Draw): Promise<Row | undefined> {
  const { rows } = await sql<Row>`SELECT * FROM ${sql.table(table)} ORDER BY ${sql.ref(KEYS[table])}`.execute(kysely)
  return rows[draw(rows.length)]
}

function toOther(column: string, value: unknown, draw: Draw): unknown {
  if (value instanceof Uint8Array) {
    const changed = Buffer.from(value)
    const place = draw(changed.length)
    changed[place] = (changed[place] ?? 0) ^ (1 << draw(8))
    return changed
  }
  if (value === null && column.endsWith('_sealed')) return Buffer.from([draw(256)])
  if (column === 'is_allowed' || column === 'is_receipt_inferred') return value === 1 ? 0 : 1
  if (typeof value === 'number') return value + 1 + draw(1_000)
  const isNumber = /_at$|_kes$|^at$|inbox_id$|^id$|entries|gifts/.test(column)
  return value === null && isNumber ? 1 + draw(1_000) : `${value ?? ''}${'abcdefgh'[draw(8)]}`
}

function isEqual(left: unknown, right: unknown): boolean {
  const plain = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value)
  return plain(left) === plain(right)
}

async function isReferredTo(kysely: Kysely<Tables>, id: unknown): Promise<boolean> {
  const row = await kysely
    .selectFrom('payment_history')
    .select('id')
    .where('inbox_id', '=', Number(id))
    .executeTakeFirst()
  return row !== undefined
}

async function isDonated(kysely: Kysely<Tables>, id: unknown): Promise<boolean> {
  const row = await kysely.selectFrom('payments').select('id').where('donation_id', '=', String(id)).executeTakeFirst()
  return row !== undefined
}

async function isGivenTo(kysely: Kysely<Tables>, slug: unknown): Promise<boolean> {
  const row = await kysely.selectFrom('payments').select('id').where('campaign', '=', String(slug)).executeTakeFirst()
  return row !== undefined
}
