// `POST /pay/<id>/twice`: what the giver wants where the gift was paid more than once. It is noted and shown to the
// treasurer; no money moves. Only for whoever sees the receipt; for others nothing is done, and the page says what it says.

import { toErrorText, type WishChoice } from '@harambee/payments'
import { engine } from '../../../../../server/engine.ts'
import { readVisitor } from '../../../../../server/visitor.ts'
import { findPaymentPage } from '../find-payment-page.ts'
import { readLink, withLink } from '../signed-link.ts'

interface Context {
  readonly params: Promise<{ paymentId: string }>
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const [{ paymentId }, { giver }, form] = await Promise.all([params, readVisitor(), request.formData()])
  const link = readLink(request.url)
  const found = await findPaymentPage(paymentId, giver, link)
  const isTooOften = found.outcome === 'found' && found.donation.maySee && (await wish(paymentId, form))
  const page = withLink(`/pay/${encodeURIComponent(paymentId)}`, link, isTooOften ? { wish: 'too-often' } : {})
  return new Response(null, { status: 303, headers: { Location: `${page}#twice` } })
}

/** @returns whether it was changed so often that nothing was noted */
async function wish(paymentId: string, form: FormData): Promise<boolean> {
  const [keep, ...others] = form.getAll('keep')
  if (typeof keep !== 'string' || others.length > 0) return false
  const choice: WishChoice = keep === 'all' ? 'all' : { onlyPaymentId: keep }
  try {
    return (await engine().doubledGifts.wish(paymentId, choice)) === 'too-often'
  } catch (error) {
    // The page shows what is noted: nothing, so it is asked again.
    engine().ports.log.error('what a giver wants could not be noted', { error: toErrorText(error) })
    return false
  }
}
