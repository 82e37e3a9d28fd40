// `GET /pay/<id>/status`: what became of a payment, for the waiting page's polling and for scripts.

import { readVisitor } from '../../../../../server/visitor.ts'
import { findPaymentPage } from '../find-payment-page.ts'
import { readLink } from '../signed-link.ts'
import { toStatusBody } from '../status-body.ts'

interface Context {
  readonly params: Promise<{ paymentId: string }>
}

const HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'private, no-store' }

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const [{ paymentId }, { giver }] = await Promise.all([params, readVisitor()])
  const found = await findPaymentPage(paymentId, giver, readLink(request.url))
  if (found.outcome === 'unknown') return Response.json({ error: 'not-found' }, { status: 404, headers: HEADERS })
  if (found.outcome === 'unavailable') {
    return Response.json({ error: 'unavailable' }, { status: 503, headers: { ...HEADERS, 'Retry-After': '5' } })
  }
  const { text, version } = toStatusBody(found.donation.payment, found.donation.maySee)
  const etag = `"${version}"`
  const headers = { ...HEADERS, ETag: etag }
  const isKnown =
    request.headers
      .get('if-none-match')
      ?.split(/\s*,\s*/)
      .includes(etag) === true
  return isKnown ? new Response(null, { status: 304, headers }) : new Response(text, { headers })
}
