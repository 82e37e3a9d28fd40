// The payment of a page, looked up once however often the page asks. An id nobody made and one of somebody's campaign
// that is gone look the same from outside.

import { isPaymentId, type SeenDonation } from '@harambee/payments'
import { cache } from 'react'
import { engine } from '../../../../server/engine.ts'

export type FoundDonation = SeenDonation

export type PaymentPage =
  | { readonly outcome: 'found'; readonly donation: FoundDonation }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'unavailable' }

export const findPaymentPage = cache(
  async (paymentId: string, giver: string | null, link: string | null): Promise<PaymentPage> => {
    if (!isPaymentId(paymentId)) return { outcome: 'unknown' }
    try {
      const donation = await engine().findDonation(paymentId, giver, link)
      return donation ? { outcome: 'found', donation } : { outcome: 'unknown' }
    } catch (error) {
      engine().ports.log.error('a payment could not be read', { error: error instanceof Error ? error.message : '' })
      return { outcome: 'unavailable' }
    }
  },
)
