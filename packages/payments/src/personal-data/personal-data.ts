// What an operator does with personal data: forgets what is old, tells one donor what is kept, and erases it.

import type { PhoneNumber } from '@harambee/daraja'
import { type Erasure, eraseDonor } from './erase-donor.ts'
import { type Donor, findDonor } from './find-donor.ts'
import { type Forgotten, forgetOld } from './forget-old.ts'
import type { ForgetContext } from './forget-payments.ts'

export interface PersonalData {
  /** Forgets the numbers of payments asked for before a time. */
  forgetOld(options: { readonly beforeMs: number; readonly isDryRun: boolean }): Promise<Forgotten>
  /** Everything that is kept about one number. */
  findDonor(phoneNumber: PhoneNumber): Promise<Donor>
  /** Forgets one number, as far as nothing needs it any more. */
  eraseDonor(phoneNumber: PhoneNumber, options: { readonly isDryRun: boolean }): Promise<Erasure>
}

export function createPersonalData(context: ForgetContext): PersonalData {
  return {
    forgetOld: options => forgetOld(context, options),
    async findDonor(phoneNumber) {
      const donor = await findDonor(context.database.kysely, context.sealer, phoneNumber)
      context.ports.log.warn('what is kept about one phone number was read', { payments: donor.payments.length })
      return donor
    },
    eraseDonor: (phoneNumber, options) => eraseDonor(context, phoneNumber, options),
  }
}
