import { toShortMask } from '@harambee/payments'
import type { FoundDonation } from './find-payment-page.ts'

/** The number as its giver recognises it, `0712 ••• 678`; where it is forgotten, what the mask still shows. */
export function toGiverPhone({ ownPhone, payment }: Pick<FoundDonation, 'ownPhone' | 'payment'>): string {
  return ownPhone ?? toShortMask(payment.phoneMasked)
}
