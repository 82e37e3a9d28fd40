// Receipt numbers: each year's are 1, 2, 3, … without a gap, each of one payment that is or was paid, and every paid payment
// has one.

import type { Kysely } from 'kysely'
import { signSerial } from '../audit.ts'
import type { Tables } from '../database/tables.ts'
import { toSerialText } from '../receipt-serial.ts'
import type { Sealer } from '../sealing.ts'
import type { BadRow } from '../verify-books.ts'
import { PAGE } from './read-pages.ts'

/** What has been paid once keeps its number, given back or not. */
const PAID = ['succeeded', 'reversed']

export async function checkSerials(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  return (await findUnnumbered(kysely)) ?? (await findBadNumber(kysely, sealer))
}

async function findUnnumbered(kysely: Kysely<Tables>): Promise<BadRow | null> {
  const row = await kysely
    .selectFrom('payments')
    .leftJoin('receipt_serials', 'receipt_serials.payment_id', 'payments.id')
    .select('payments.id')
    .where('payments.status', 'in', PAID)
    .where('receipt_serials.payment_id', 'is', null)
    .orderBy('payments.id')
    .limit(1)
    .executeTakeFirst()
  return row ? bad(row.id, 'it is paid, and has no receipt number') : null
}

async function findBadNumber(kysely: Kysely<Tables>, sealer: Sealer): Promise<BadRow | null> {
  let [year, number] = [0, 0]
  let firstGap: BadRow | null = null
  for (;;) {
    const rows = await listRows(kysely, year, number)
    for (const row of rows) {
      const serial = toSerialText(row)
      // A row that was altered is named itself, not the gap it leaves.
      if (row.seal !== signSerial(sealer, row)) return bad(row.payment_id, `its receipt number ${serial} was altered`)
      const expected = row.year === year ? number + 1 : 1
      const problem = findGap(row, expected) ?? (await findUnpaid(kysely, row))
      if (problem) firstGap ??= bad(row.payment_id, problem)
      year = row.year
      number = row.number
    }
    if (rows.length < PAGE) return firstGap
  }
}

function listRows(kysely: Kysely<Tables>, year: number, number: number) {
  return kysely
    .selectFrom('receipt_serials')
    .leftJoin('payments', 'payments.id', 'receipt_serials.payment_id')
    .selectAll('receipt_serials')
    .select('payments.status')
    .where(({ eb, or, and }) => or([eb('year', '>', year), and([eb('year', '=', year), eb('number', '>', number)])]))
    .orderBy('year')
    .orderBy('number')
    .limit(PAGE)
    .execute()
}

type NumberedRow = Awaited<ReturnType<typeof listRows>>[number]

/** @param expected the number that comes next in its year */
function findGap(row: NumberedRow, expected: number): string | null {
  const serial = toSerialText(row)
  if (row.number < expected) return `its receipt number ${serial} was given twice`
  if (row.number > expected) {
    return `its receipt number is ${serial}, and there is no ${toSerialText({ year: row.year, number: expected })}`
  }
  return null
}

/** Money can prove to be another payment's: then the history says that this one was paid. */
async function findUnpaid(kysely: Kysely<Tables>, row: NumberedRow): Promise<string | null> {
  if (PAID.includes(row.status ?? '')) return null
  const wasPaid = await kysely
    .selectFrom('payment_history')
    .select('id')
    .where('payment_id', '=', row.payment_id)
    .where('status_before', '=', 'succeeded')
    .limit(1)
    .executeTakeFirst()
  return wasPaid ? null : `it has receipt number ${toSerialText(row)}, and is ${row.status ?? 'not there'}`
}

/** @param id whose receipt it is */
function bad(id: string, problem: string): BadRow {
  return { table: 'receipt_serials', id, problem }
}
