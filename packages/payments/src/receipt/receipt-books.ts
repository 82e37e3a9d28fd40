// Receipts as the engine offers them, with what a giver wants where a donation was paid more than once.

import type { Configuration } from '../configuration/settings.ts'
import type { Database } from '../database/database.ts'
import { createDoubledGifts, type DoubledGifts } from '../doubled-gifts.ts'
import type { Language } from '../languages.ts'
import type { Ports } from '../ports.ts'
import type { Sealer } from '../sealing.ts'
import { findReceiptFacts } from './find-receipt-facts.ts'
import type { ReceiptFacts } from './receipt-facts.ts'
import { renderReceiptPdf } from './render-receipt-pdf.ts'

export interface ReceiptBooks {
  /** Donations that were paid more than once. */
  readonly doubledGifts: DoubledGifts
  /**
   * What one payment's receipt says, for whoever may have it: that is decided where the payment is looked up.
   * @returns null where it was never paid
   */
  findReceipt(paymentId: string, language: Language): Promise<ReceiptFacts | null>
  /** Draws a receipt as a PDF. Here, so that pages of the site need not carry what draws. */
  renderReceiptPdf(facts: ReceiptFacts): Promise<Uint8Array>
}

export function createReceiptBooks(
  context: { readonly database: Database; readonly sealer: Sealer; readonly ports: Ports },
  { daraja, serving }: Configuration,
): ReceiptBooks {
  const [origin = ''] = serving.publicOrigins
  return {
    doubledGifts: createDoubledGifts(context),
    findReceipt: (paymentId, language) =>
      findReceiptFacts({ ...context, mode: daraja.mode, origin }, paymentId, language),
    renderReceiptPdf,
  }
}
