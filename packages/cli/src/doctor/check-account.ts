// What can be said of the account without asking Daraja: the mix-ups that only show when the first donor has tried.

import type { Configuration } from '@harambee/payments'
import { type Check, ill, well } from './check.ts'

/** Safaricom's published sandbox; the same for everybody, and unknown in production. */
const SANDBOX_SHORT_CODE = '174379'
const SANDBOX_PASSKEY = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919'

export function checkAccount({ mode, shortCode, tillNumber, passkey }: Configuration['daraja']): Check {
  if (mode === 'demo') return well('account', `Short code ${shortCode}, for the simulator.`)
  if (tillNumber === shortCode) {
    return ill(
      'account',
      `MPESA_SHORTCODE and MPESA_TILL_NUMBER are both ${shortCode}: Daraja accepts that, and every payment fails.`,
      'For a till, set MPESA_SHORTCODE to its store (head office) number; for a PayBill, unset MPESA_TILL_NUMBER.',
    )
  }
  if (mode === 'live' && shortCode === SANDBOX_SHORT_CODE) {
    return ill('account', `${shortCode} is the sandbox's short code.`, 'Set MPESA_SHORTCODE to your own.')
  }
  if (mode === 'live' && passkey.reveal() === SANDBOX_PASSKEY) {
    return ill(
      'account',
      "MPESA_PASSKEY is the sandbox's.",
      'Set MPESA_PASSKEY to the one that came by e-mail when going live.',
    )
  }
  return well('account', tillNumber ? `Till ${tillNumber} of store ${shortCode}.` : `PayBill ${shortCode}.`)
}
