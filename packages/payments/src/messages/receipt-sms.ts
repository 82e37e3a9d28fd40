// What a giver is told by SMS: one message of the GSM alphabet each. The address in it is that of the check, so that
// whoever reads it over a shoulder sees nothing of who gave.

import { formatShillings } from '@harambee/daraja'
import type { Language } from '../languages.ts'
import { fitSms } from './sms-text.ts'

export interface ReceiptSms {
  readonly charity: string
  readonly campaign: string
  readonly amountKes: number
  /** null: it follows. */
  readonly receiptNumber: string | null
  /** Where the receipt can be checked. */
  readonly url: string
}

/** A gift has arrived. */
export function toReceiptSms(facts: ReceiptSms, language: Language): string {
  const amount = formatShillings(facts.amountKes)
  const code = facts.receiptNumber === null ? '' : ` M-PESA ${facts.receiptNumber}.`
  return fitSms(facts, (charity, campaign) =>
    language === 'sw'
      ? `${charity}: Asante! Tumepokea ${amount} kwa ${campaign}.${code} Risiti: ${facts.url}`
      : `${charity}: Asante! We received ${amount} for ${campaign}.${code} Receipt: ${facts.url}`,
  )
}

/** A gift was given back. */
export function toReversalSms(facts: ReceiptSms, language: Language): string {
  const amount = formatShillings(facts.amountKes)
  const code = facts.receiptNumber === null ? '' : ` M-PESA ${facts.receiptNumber}.`
  return fitSms(facts, (charity, campaign) =>
    language === 'sw'
      ? `${charity}: ${amount} ulizotoa kwa ${campaign} zimerudishwa kupitia M-PESA.${code} ${facts.url}`
      : `${charity}: your ${amount} for ${campaign} was given back through M-PESA.${code} ${facts.url}`,
  )
}
