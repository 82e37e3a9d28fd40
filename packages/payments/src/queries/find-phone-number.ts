import { isPhoneNumber, type PhoneNumber } from '@harambee/daraja'
import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'

/** What a sealed phone number belongs to. */
export const PHONE_BELONGS_TO = (paymentId: string): string => `payments.phone/${paymentId}`

/** The whole phone number of a payment, to prompt it again; null where it is unknown or forgotten. */
export async function findPhoneNumber(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  paymentId: string | null | undefined,
): Promise<PhoneNumber | null> {
  if (!paymentId) return null
  const row = await kysely.selectFrom('payments').select('phone_sealed').where('id', '=', paymentId).executeTakeFirst()
  if (!row?.phone_sealed) return null
  const phoneNumber = sealer.open(row.phone_sealed, PHONE_BELONGS_TO(paymentId)).toString()
  return isPhoneNumber(phoneNumber) ? phoneNumber : null
}
