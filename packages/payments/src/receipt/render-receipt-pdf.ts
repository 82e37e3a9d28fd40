// The way to a receipt's PDF for every process: an e-mail that attaches it, the site that serves it. What draws is loaded
// when the first one is asked for: it is a second library's worth of code that most processes never need.

import type { ReceiptFacts } from './receipt-facts.ts'

/** @returns the bytes of a PDF of one A5 page, at most 40 kB; equal facts, equal bytes */
export async function renderReceiptPdf(facts: ReceiptFacts): Promise<Uint8Array> {
  const { drawReceipt } = await import('./draw-receipt.ts')
  return drawReceipt(facts)
}
