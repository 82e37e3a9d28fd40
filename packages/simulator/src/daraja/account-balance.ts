// POST /mpesa/accountbalance/v1/query: what lies on an organisation's accounts.

import type { Core } from '../core.ts'
import { toCompactTime } from '../east-africa-time.ts'
import { toEmptyReceipt } from '../identifiers.ts'
import { toWireAmount } from '../money.ts'
import { findOwner } from '../organisations.ts'
import { acknowledge, INITIATOR_RULES, RESULT_RULES } from './asynchronous.ts'
import { oneOf, readFields, SHORT_CODE } from './fields.ts'
import { type DarajaReply, refuseField } from './reply.ts'

const RULES = {
  ...INITIATOR_RULES,
  CommandID: oneOf('AccountBalance'),
  PartyA: SHORT_CODE,
  IdentifierType: oneOf('4', '2'),
  ...RESULT_RULES,
} as const

export function answerAccountBalance(core: Core, body: string): DarajaReply {
  const read = readFields(core, body, RULES)
  if ('refusal' in read) return read.refusal
  const { PartyA, ResultURL } = read.fields
  const organisation = findOwner(core, PartyA)
  if (organisation === undefined) return refuseField(core, 'PartyA')

  const nowMs = core.agenda.nowMs()
  const accounts = [
    toAccount('Working Account', 0),
    // Customers' payments arrive here; the others only fill by hand, in the portal.
    toAccount('Utility Account', organisation.balanceKes),
    toAccount('Charges Paid Account', 0),
    toAccount('Organization Settlement Account', 0),
  ]
  return acknowledge(
    core,
    { resultUrl: ResultURL, shortCode: PartyA },
    {
      resultCode: '0',
      transactionId: toEmptyReceipt(nowMs),
      parameters: [
        ['AccountBalance', `"${accounts.join('&')}"`],
        ['BOCompletedTime', toCompactTime(nowMs)],
      ],
      reference: ['QueueTimeoutURL', '"https://internalsandbox.safaricom.co.ke/mpesa/abresults/v1/submit"'],
    },
  )
}

function toAccount(name: string, balanceKes: number): string {
  const amount = toWireAmount(balanceKes)
  return `${name}|KES|${amount}|${amount}|0.00|0.00`
}
