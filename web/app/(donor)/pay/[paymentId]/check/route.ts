// `POST /pay/<id>/check`: "Check now". Has M-PESA asked, waits a moment for what it says, and shows the page again. What
// a browser without JavaScript presses.

import { type Engine, isPaymentId } from '@harambee/payments'
import { engine } from '../../../../../server/engine.ts'
import { readLink, withLink } from '../signed-link.ts'

interface Context {
  readonly params: Promise<{ paymentId: string }>
}

/** The worker asks within a second and Daraja mostly answers within another. */
const WAIT_MS = 2_500

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { paymentId } = await params
  if (isPaymentId(paymentId)) {
    await checkAndWait(engine(), paymentId).catch(error =>
      engine().ports.log.error('a check could not be asked for', {
        error: error instanceof Error ? error.message : '',
      }),
    )
  }
  const page = withLink(`/pay/${encodeURIComponent(paymentId)}`, readLink(request.url))
  return new Response(null, { status: 303, headers: { Location: page } })
}

async function checkAndWait(opened: Engine, paymentId: string): Promise<void> {
  const donation = await opened.findDonation(paymentId, null)
  if (!donation || (donation.payment.status !== 'created' && donation.payment.status !== 'pending')) return
  let stopWatching = () => {}
  const changed = new Promise<void>(resolve => {
    stopWatching = opened.watch.subscribe(paymentId, payment => {
      if (payment.status !== 'created' && payment.status !== 'pending') resolve()
    })
    setTimeout(resolve, WAIT_MS)
  })
  try {
    await opened.checkSoon(paymentId)
    await changed
  } finally {
    stopWatching()
  }
}
