// The receipt of a gift as a file that goes with an e-mail.

import type { Language } from '../languages.ts'
import type { ReceiptAttachments } from '../messages/send-messages.ts'
import type { ReceiptBooks } from './receipt-books.ts'

const NAMES: Readonly<Record<Language, string>> = { en: 'receipt', sw: 'risiti' }

/** `receipt-2026-000417.pdf`, or what Kiswahili calls it. */
export function toReceiptFileName(serial: string, language: Language): string {
  return `${NAMES[language]}-${serial}.pdf`
}

/** What goes with an e-mail about a payment: its receipt as it is when the e-mail is sent; nothing where it was never paid. */
export function createReceiptAttachments({ findReceipt, renderReceiptPdf }: ReceiptBooks): ReceiptAttachments {
  return async (paymentId, language) => {
    const facts = await findReceipt(paymentId, language)
    if (facts === null) return []
    const content = Buffer.from(await renderReceiptPdf(facts))
    return [{ filename: toReceiptFileName(facts.serial, language), contentType: 'application/pdf', content }]
  }
}
