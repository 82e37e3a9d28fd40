import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** More payments of one amount within an hour than this, and nobody can tell which of them a line belongs to. */
export const MAX_CANDIDATES = 1_000

/**
 * Payments a line of the statement may belong to: paid ones without a receipt, and those whose outcome is open.
 * @returns their ids; one more than `MAX_CANDIDATES` where there are too many
 */
export async function listStatementCandidates(
  kysely: Kysely<Tables>,
  line: { readonly amountKes: number; readonly fromMs: number; readonly toMs: number },
): Promise<string[]> {
  const rows = await kysely
    .selectFrom('payments')
    .select('id')
    .where('amount_kes', '=', line.amountKes)
    .where('receipt_number', 'is', null)
    .where('status', 'in', ['created', 'pending', 'review', 'succeeded', 'failed'])
    .where('created_at', '>=', line.fromMs)
    .where('created_at', '<=', line.toMs)
    // A failure that is certain holds no money.
    .where(where => where.or([where('status', '<>', 'failed'), where('next_query_at', 'is not', null)]))
    .orderBy('created_at')
    .limit(MAX_CANDIDATES + 1)
    .execute()
  return rows.map(({ id }) => id)
}
