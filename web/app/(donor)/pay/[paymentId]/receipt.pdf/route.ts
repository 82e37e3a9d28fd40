// `GET /pay/<id>/receipt.pdf`: the receipt as a file, for whoever sees the receipt on the page. Everybody else is led to the
// page, and gets what it gives them.

import { toReceiptFileName } from '@harambee/payments'
import { engine } from '../../../../../server/engine.ts'
import { readVisitor } from '../../../../../server/visitor.ts'
import { findPaymentPage } from '../find-payment-page.ts'
import { readLink } from '../signed-link.ts'

interface Context {
  readonly params: Promise<{ paymentId: string }>
}

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const [{ paymentId }, { giver, language }] = await Promise.all([params, readVisitor()])
  const found = await findPaymentPage(paymentId, giver, readLink(request.url))
  const maySee = found.outcome === 'found' && found.donation.maySee
  const facts = maySee ? await engine().findReceipt(paymentId, language) : null
  if (facts === null) {
    return new Response(null, { status: 303, headers: { Location: `/pay/${encodeURIComponent(paymentId)}` } })
  }
  const pdf = await engine().renderReceiptPdf(facts)
  return new Response(new Uint8Array(pdf), {
    headers: {
      'Content-Type': 'application/pdf',
      'Content-Length': String(pdf.length),
      'Content-Disposition': `attachment; filename="${toReceiptFileName(facts.serial, language)}"`,
      'Cache-Control': 'private, no-store',
    },
  })
}
