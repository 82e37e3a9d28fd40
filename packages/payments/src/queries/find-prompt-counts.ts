import type { Kysely } from 'kysely'
import type { PromptLimits } from '../configuration/prompt-limits.ts'
import type { Tables } from '../database/tables.ts'

/** What the limits depend on besides the phone's own prompts. Times are milliseconds since 1970 UTC. */
export interface PromptCounts {
  readonly isPhoneStopped: boolean
  /** When the limits of this address let the next prompt through; null where none is reached. */
  readonly addressFreeAtMs: number | null
  /** The same, of all addresses and the command line together. */
  readonly overallFreeAtMs: number | null
}

/** In one question, for it is asked while phone and address are locked. @param addressHash null: nobody's browser asks */
export async function findPromptCounts(
  kysely: Kysely<Tables>,
  limits: PromptLimits,
  { phoneHash, addressHash }: { readonly phoneHash: string; readonly addressHash: string | null },
  nowMs: number,
): Promise<PromptCounts> {
  const perAddress = addressHash === null ? [] : limits.perAddress
  const row: Record<string, unknown> | undefined = await kysely
    .selectNoFrom(({ selectFrom }) => {
      /** The prompt that fills a window: the count-th, going back from now. */
      const filling = (count: number, windowMs: number) =>
        selectFrom('prompts')
          .select('asked_at')
          .where('asked_at', '>', nowMs - windowMs)
          .orderBy('asked_at', 'desc')
          .offset(count - 1)
          .limit(1)
      return [
        selectFrom('stopped_phones').select('stopped_at').where('phone_hash', '=', phoneHash).as('stopped'),
        ...perAddress.map(({ count, windowMs }, index) =>
          filling(count, windowMs).where('address_hash', '=', addressHash).as(`address_${index}`),
        ),
        ...limits.overall.map(({ count, windowMs }, index) => filling(count, windowMs).as(`overall_${index}`)),
      ]
    })
    .executeTakeFirst()

  const toFreeAt = (windows: PromptLimits['overall'], name: string) => {
    const free = windows.flatMap(({ windowMs }, index) => {
      const askedAtMs = row?.[`${name}_${index}`]
      return askedAtMs === null || askedAtMs === undefined ? [] : [Number(askedAtMs) + windowMs]
    })
    return free.length === 0 ? null : Math.max(...free)
  }
  return {
    isPhoneStopped: row?.stopped !== null && row?.stopped !== undefined,
    addressFreeAtMs: toFreeAt(perAddress, 'address'),
    overallFreeAtMs: toFreeAt(limits.overall, 'overall'),
  }
}
