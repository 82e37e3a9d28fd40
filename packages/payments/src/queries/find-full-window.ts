import type { Kysely } from 'kysely'
import type { PromptLimit } from '../configuration/prompt-limits.ts'
import type { Tables } from '../database/tables.ts'

/**
 * Of these limits, one that is reached: when it lets the next prompt through.
 * @param addressHash counts this address only; null: everybody
 * @returns milliseconds since 1970 UTC, the latest of all; null where none is reached
 */
export async function findFullWindow(
  kysely: Kysely<Tables>,
  limits: readonly PromptLimit[],
  addressHash: string | null,
  nowMs: number,
): Promise<number | null> {
  let freeAtMs: number | null = null
  for (const { count, windowMs } of limits) {
    const counted = kysely
      .selectFrom('prompts')
      .select('asked_at')
      .where('asked_at', '>', nowMs - windowMs)
      .orderBy('asked_at', 'desc')
      .offset(count - 1)
      .limit(1)
    const filled = await (addressHash === null
      ? counted
      : counted.where('address_hash', '=', addressHash)
    ).executeTakeFirst()
    if (filled) freeAtMs = Math.max(freeAtMs ?? 0, filled.asked_at + windowMs)
  }
  return freeAtMs
}
