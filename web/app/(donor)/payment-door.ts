// Where a giver pays by hand, without a prompt: the PayBill and account, or the till.

import { toReferenceStart } from '@harambee/payments'
import { engine } from '../../server/engine.ts'

export interface PaymentDoor {
  readonly kind: 'pay-bill' | 'buy-goods'
  readonly number: string
  /** null for a till: it takes none. */
  readonly account: string | null
  /** How the account on a prompt begins, before anybody knows the whole of it; null for a till. */
  readonly promptAccount: string | null
  /** The demo's and the sandbox's number is a real one of somebody else: nobody may pay it. */
  readonly isPractice: boolean
  readonly isDemo: boolean
}

/** @param owner the campaign, or a payment: its donation has an account reference of its own */
export function toPaymentDoor({ accountReference }: { readonly accountReference: string }): PaymentDoor {
  const { shortCode, tillNumber, mode } = engine().configuration.daraja
  const practice = { isPractice: mode !== 'live', isDemo: mode === 'demo' }
  return tillNumber === null
    ? {
        kind: 'pay-bill',
        number: shortCode,
        account: accountReference,
        promptAccount: `${toReferenceStart(accountReference)}…`,
        ...practice,
      }
    : { kind: 'buy-goods', number: tillNumber, account: null, promptAccount: null, ...practice }
}
