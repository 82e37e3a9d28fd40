import type { FoundDonation } from './find-payment-page.ts'

/** The number as its giver recognises it, `0712 ••• 678`; where it is forgotten, what the mask still shows. */
export function toGiverPhone({ ownPhone, payment }: Pick<FoundDonation, 'ownPhone' | 'payment'>): string {
  if (ownPhone !== null) return ownPhone
  const [, first = '', last = ''] = /^254([17]).*(\d{3})$/.exec(payment.phoneMasked) ?? []
  return first === '' ? payment.phoneMasked : `0${first}•• ••• ${last}`
}
