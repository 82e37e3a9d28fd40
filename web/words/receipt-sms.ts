// A receipt as one SMS: letters of the GSM alphabet only, since one other letter makes the message three times as dear.

import { formatShillings } from '@harambee/daraja'
import type { Language } from './languages.ts'

/** What fits one message. */
export const MAX_SMS_LENGTH = 160

/** Names are cut to what the facts leave, but no shorter: then the message is longer than one. */
const SHORTEST_NAME = 6

export interface ReceiptSms {
  readonly charity: string
  readonly campaign: string
  readonly amountKes: number
  /** null: it follows. */
  readonly receiptNumber: string | null
  /** Where the receipt can be checked. */
  readonly url: string
}

/** One message; the campaign's name gives way first, then the charity's. */
export function toReceiptSms(facts: ReceiptSms, language: Language): string {
  const amount = formatShillings(facts.amountKes)
  const code = facts.receiptNumber === null ? '' : ` M-PESA ${facts.receiptNumber}.`
  const write = (charity: string, campaign: string) =>
    toGsm(
      language === 'sw'
        ? `${charity}: Asante! Tumepokea ${amount} kwa ${campaign}.${code} Risiti: ${facts.url}`
        : `${charity}: Asante! We received ${amount} for ${campaign}.${code} Receipt: ${facts.url}`,
    )
  const [charity, campaign] = [toGsm(facts.charity), toGsm(facts.campaign)]
  const tooLong = write(charity, campaign).length - MAX_SMS_LENGTH
  const shortCampaign = cut(campaign, tooLong)
  const stillTooLong = write(charity, shortCampaign).length - MAX_SMS_LENGTH
  return write(cut(charity, stillTooLong), shortCampaign)
}

/** Marks and letters that have a likeness in the alphabet become it; the others go. */
function toGsm(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[–—−‐‑]/g, '-')
    .replace(/…/g, '...')
    .replace(/\s+/g, ' ')
    .replace(/[^A-Za-z0-9 @$!"#%&'()*+,\-./:;<=>?_]/g, '')
    .trim()
}

function cut(text: string, surplus: number): string {
  return surplus <= 0 ? text : text.slice(0, Math.max(SHORTEST_NAME, text.length - surplus)).trim()
}
