// `POST /pledge/<id>/<token>/act`: what the page's buttons do. Sending the prompt leads to the payment, everything else back.

import { isShillings, MAX_TRANSACTION_KES, parseShillings } from '@harambee/daraja'
import type { Engine, PaymentRequest } from '@harambee/payments'
import { engine } from '../../../../../../server/engine.ts'
import { requestScope } from '../../../../../../server/request-scope.ts'
import { ensureGiver } from '../../../../../../server/visitor.ts'
import type { PledgeFailure } from '../pledge-problem.ts'

interface Context {
  readonly params: Promise<{ pledgeId: string; token: string }>
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { pledgeId, token } = await params
  const form = await request.formData()
  const path = `/pledge/${encodeURIComponent(pledgeId)}/${encodeURIComponent(token)}`
  const done = await act(engine(), pledgeId.slice(0, 64).toUpperCase(), token, form).catch(error => {
    engine().ports.log.error('a pledge could not be acted on', { error: error instanceof Error ? error.message : '' })
    return { problem: 'other' as const }
  })
  const location = done === null ? path : 'to' in done ? done.to : `${path}?problem=${done.problem}`
  return new Response(null, { status: 303, headers: { Location: location } })
}

type Done = { readonly to: string } | { readonly problem: PledgeFailure } | null

async function act({ pledges }: Engine, id: string, token: string, form: FormData): Promise<Done> {
  switch (form.get('do')) {
    case 'send': {
      const giver = await ensureGiver()
      return toDone(await pledges.give(id, token, { giver, peerAddress: requestScope().peerAddress }))
    }
    case 'pause':
      await pledges.pause(id, token)
      return null
    case 'resume':
      await pledges.resume(id, token)
      return null
    case 'stop':
      await pledges.stop(id, token)
      return null
    case 'amount':
      return changeAmount(pledges, id, token, form.get('amount'))
    default:
      return { problem: 'other' }
  }
}

function toDone(request: PaymentRequest | null): Done {
  if (request === null) return { problem: 'other' }
  if (request.outcome !== 'refused') return { to: `/pay/${request.payment.id}` }
  switch (request.reason) {
    case 'prompt-open':
    case 'still-checking':
      return { problem: 'prompt-open' }
    case 'phone-limit':
    case 'phone-stopped':
    case 'address-limit':
    case 'overall-limit':
      return { problem: 'limit' }
    case 'amount-too-small':
      return { problem: 'amount' }
    default:
      return { problem: 'other' }
  }
}

async function changeAmount(pledges: Engine['pledges'], id: string, token: string, typed: unknown): Promise<Done> {
  const parsed = parseShillings(typed)
  const seen = await pledges.see(id, token)
  if (!seen || 'problem' in parsed || !isShillings(parsed.amountKes)) return { problem: 'amount' }
  const { amountKes } = parsed
  if (amountKes > MAX_TRANSACTION_KES || amountKes < seen.campaign.floorKes) return { problem: 'amount' }
  await pledges.changeAmount(id, token, amountKes)
  return null
}
