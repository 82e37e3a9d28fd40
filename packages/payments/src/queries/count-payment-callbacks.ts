import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** How many callbacks through a payment's own door are in the books, counted up to `most`; those not drained yet are not. */
export async function countPaymentCallbacks(
  kysely: Kysely<Tables>,
  about: { readonly paymentId: string; readonly isAllowed: boolean },
  most: number,
): Promise<number> {
  const rows = await kysely
    .selectFrom('inbox')
    .select('id')
    .where('payment_id', '=', about.paymentId)
    .where('named_id', '=', about.paymentId)
    .where('is_allowed', '=', about.isAllowed ? 1 : 0)
    .limit(most)
    .execute()
  return rows.length
}
