// Whether a message is about money to somebody else, as far as its words tell. The name M-PESA has for a short code need not
// be the charity's own, so only a name without anything of ours in it is somebody else's. Pure.

import type { ConfirmationSms } from '@harambee/daraja'
import { toPlainAccount } from '../match-confirmation.ts'

/** Words that many names have. */
const COMMON = new Set([
  ...['TRUST', 'FOUNDATION', 'CHURCH', 'SCHOOL', 'PRIMARY', 'SECONDARY', 'ACADEMY', 'COLLEGE', 'KENYA', 'NAIROBI'],
  ...['LIMITED', 'SOCIETY', 'ORGANISATION', 'ORGANIZATION', 'COMMUNITY', 'GROUP', 'CHARITY', 'CENTRE', 'CENTER'],
  ...['BANK', 'PAYBILL', 'COLLECTION', 'COLLECTIONS', 'ACCOUNT', 'WELFARE', 'FUND', 'HOME', 'CHILDREN', 'MPESA'],
])
const SHORTEST_WORD = 4

/**
 * @param own.names the charity's, as pages and law have them
 * @param own.accounts what is typed as the account of this gift
 * @returns the payee's name; null: it may well be ours
 */
export function findOtherPayee(
  { payee, account, isToPhone }: ConfirmationSms,
  own: {
    readonly names: readonly string[]
    readonly accounts: readonly string[]
    readonly shortCodes: readonly string[]
  },
): string | null {
  if (payee === null) return null
  if (isToPhone) return payee
  const plainAccount = toPlainAccount(account ?? '')
  if (own.accounts.some(one => toPlainAccount(one) === plainAccount)) return null
  if (own.shortCodes.some(shortCode => payee.includes(shortCode))) return null
  const plain = toPlainAccount(payee)
  const isOurs = own.names.some(name => {
    const ours = toPlainAccount(name)
    if (ours === '' || plain === '') return false
    return plain.includes(ours) || ours.includes(plain) || toWords(name).some(word => toWords(payee).includes(word))
  })
  return isOurs ? null : payee
}

function toWords(name: string): string[] {
  const words = name.toUpperCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.filter(word => word.length >= SHORTEST_WORD && !COMMON.has(word))
}
