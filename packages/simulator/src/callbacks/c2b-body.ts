// The body of a C2B validation or confirmation: flat, every value text. Production masks the number and then leaves out
// the keys of the other names too.

import { toCompactTime } from '../east-africa-time.ts'
import type { Faults } from '../faults.ts'
import { toWireAmount } from '../money.ts'
import { inventName, toWirePhoneNumber } from '../phone-number.ts'

/** Money on its way to, or arrived at, an organisation. */
export interface C2bFacts {
  readonly isPayBill: boolean
  readonly receiptNumber: string
  readonly atMs: number
  readonly amountKes: number
  readonly shortCode: string
  readonly accountReference: string
  /** After this payment; null in a validation. */
  readonly organisationBalanceKes: number | null
  /** What the organisation answered to the validation; empty where it said nothing. */
  readonly thirdPartyId: string
  readonly phoneNumber: string
}

/** The body, as text. */
export function buildC2bBody(facts: C2bFacts, phoneFormat: Faults['phoneFormat']): string {
  const name = inventName(facts.phoneNumber)
  const body: Record<string, string> = {
    TransactionType: facts.isPayBill ? 'Pay Bill' : 'Buy Goods',
    TransID: facts.receiptNumber,
    TransTime: toCompactTime(facts.atMs),
    TransAmount: toWireAmount(facts.amountKes),
    BusinessShortCode: facts.shortCode,
    BillRefNumber: facts.isPayBill ? facts.accountReference : '',
    InvoiceNumber: '',
    OrgAccountBalance: facts.organisationBalanceKes === null ? '' : toWireAmount(facts.organisationBalanceKes),
    ThirdPartyTransID: facts.thirdPartyId,
  }
  const phoneNumber = toWirePhoneNumber(facts.phoneNumber, phoneFormat)
  if (phoneNumber !== null) body.MSISDN = phoneNumber
  body.FirstName = name.first
  if (phoneFormat === 'plain') {
    body.MiddleName = ''
    body.LastName = name.last
  }
  return JSON.stringify(body)
}
