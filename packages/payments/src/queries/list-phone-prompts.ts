import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'

/** A prompt a phone was sent, and how it ended. */
export interface PhonePrompt {
  readonly askedAtMs: number
  readonly status: string
  readonly failureReason: string | null
}

/** More than any limit that makes sense for one phone is not read. */
const MOST = 1_000

/**
 * The prompts of one phone since then, newest first. Those Safaricom refused to send are left out: nobody saw them, and
 * they must not keep a giver from trying again.
 */
export async function listPhonePrompts(
  kysely: Kysely<Tables>,
  phoneHash: string,
  sinceMs: number,
): Promise<PhonePrompt[]> {
  const rows = await kysely
    .selectFrom('prompts')
    .innerJoin('payments', 'payments.id', 'prompts.payment_id')
    .select(['prompts.asked_at', 'payments.status', 'payments.failure_reason'])
    .where('prompts.phone_hash', '=', phoneHash)
    .where('prompts.asked_at', '>', sinceMs)
    .where(({ not, and, eb }) =>
      not(
        and([
          eb('payments.status', '=', 'failed'),
          eb('payments.pushed_at', 'is', null),
          // Whoever says that a prompt failed has seen it sent.
          eb('payments.sources', '=', ''),
        ]),
      ),
    )
    .orderBy('prompts.asked_at', 'desc')
    .limit(MOST)
    .execute()
  return rows.map(row => ({ askedAtMs: row.asked_at, status: row.status, failureReason: row.failure_reason }))
}
