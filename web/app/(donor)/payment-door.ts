// Where a giver pays by hand, without a prompt: the PayBill and account, or the till.

import type { Campaign } from '@harambee/payments'
import { engine } from '../../server/engine.ts'

export interface PaymentDoor {
  readonly kind: 'pay-bill' | 'buy-goods'
  readonly number: string
  /** null for a till: it takes none. */
  readonly account: string | null
  /** The demo's and the sandbox's number is a real one of somebody else: nobody may pay it. */
  readonly isPractice: boolean
  readonly isDemo: boolean
}

export function toPaymentDoor(campaign: Pick<Campaign, 'accountReference'>): PaymentDoor {
  const { shortCode, tillNumber, mode } = engine().configuration.daraja
  const practice = { isPractice: mode !== 'live', isDemo: mode === 'demo' }
  return tillNumber === null
    ? { kind: 'pay-bill', number: shortCode, account: campaign.accountReference, ...practice }
    : { kind: 'buy-goods', number: tillNumber, account: null, ...practice }
}
