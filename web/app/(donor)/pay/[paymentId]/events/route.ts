// `GET /pay/<id>/events`: the same as the status route, told at the moment it changes (server-sent events).

import { engine } from '../../../../../server/engine.ts'
import { openStream } from '../../../../../server/open-streams.ts'
import { readVisitor } from '../../../../../server/visitor.ts'
import { findPaymentPage } from '../find-payment-page.ts'
import { readLink } from '../signed-link.ts'
import { type StatusBody, toStatusBody } from '../status-body.ts'

interface Context {
  readonly params: Promise<{ paymentId: string }>
}

/** Browsers connect again this long after a stream ends. */
const RETRY_MS = 3_000
const HEARTBEAT_MS = 15_000
/** A waiting page is answered long before; a browser that stays connects again. */
const LONGEST_MS = 10 * 60_000

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // `no-transform`: nothing on the way may gather events to compress them.
  'Cache-Control': 'private, no-store, no-transform',
  'X-Accel-Buffering': 'no',
}

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const [{ paymentId }, { giver }] = await Promise.all([params, readVisitor()])
  const link = readLink(request.url)
  const found = await findPaymentPage(paymentId, giver, link)
  if (found.outcome !== 'found') return new Response(null, { status: found.outcome === 'unknown' ? 404 : 503 })
  const { payment, maySee } = found.donation

  const encoder = new TextEncoder()
  let end = () => {}
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      let lastVersion = ''
      const write = (text: string) => {
        try {
          controller.enqueue(encoder.encode(text))
        } catch {
          end()
        }
      }
      const tell = ({ text, version }: StatusBody) => {
        if (version === lastVersion) return
        lastVersion = version
        write(`id: ${version}\ndata: ${text}\n\n`)
      }
      const leave = openStream(() => end())
      if (leave === null) return controller.close()

      const stopWatching = engine().watch.subscribe(paymentId, changed => tell(toStatusBody(changed, maySee)))
      const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS)
      const longest = setTimeout(() => end(), LONGEST_MS)
      end = () => {
        end = () => {}
        leave()
        stopWatching()
        clearInterval(heartbeat)
        clearTimeout(longest)
        try {
          controller.close()
        } catch {
          // The browser has closed it first.
        }
      }
      request.signal.addEventListener('abort', () => end(), { once: true })

      write(`retry: ${RETRY_MS}\n\n`)
      // Read again now that nothing can be missed: it may have changed while we were getting here.
      const fresh = await engine()
        .findDonation(payment.id, giver, link)
        .catch(() => null)
      tell(toStatusBody(fresh?.payment ?? payment, maySee))
    },
    cancel() {
      end()
    },
  })
  return new Response(stream, { headers: HEADERS })
}
