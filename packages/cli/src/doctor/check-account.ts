// What can be said of the account without asking Daraja: the mix-ups that only show when the first donor has tried.

import type { Configuration } from '@harambee/payments'
import { type Check, ill, well } from './check.ts'

export function checkAccount({ mode, shortCode, tillNumber }: Configuration['daraja']): Check {
  if (mode === 'demo') return well('account', `Short code ${shortCode}, for the simulator.`)
  if (tillNumber === shortCode) {
    return ill(
      'account',
      `MPESA_SHORTCODE and MPESA_TILL_NUMBER are both ${shortCode}: Daraja accepts that, and every payment fails.`,
      'For a till, set MPESA_SHORTCODE to its store (head office) number; for a PayBill, unset MPESA_TILL_NUMBER.',
    )
  }
  return well('account', tillNumber ? `Till ${tillNumber} of store ${shortCode}.` : `PayBill ${shortCode}.`)
}
