// `POST /stop-prompts/send`: no more prompts to the number in the form.

import { parsePhoneNumber } from '@harambee/daraja'
import { engine } from '../../../server/engine.ts'
import { requestScope } from '../../../server/request-scope.ts'
import { type StopAnswer, toStopQuery } from '../stop-answer.ts'

export async function POST(request: Request): Promise<Response> {
  const answer = await stop(await request.formData())
  return new Response(null, { status: 303, headers: { Location: `/stop-prompts${toStopQuery(answer)}` } })
}

async function stop(form: FormData): Promise<StopAnswer> {
  const typed = form.getAll('phone')
  if (typed.length > 1) return { answer: 'problem', phone: { problem: 'several' } }
  const parsed = parsePhoneNumber(typed[0])
  if ('problem' in parsed) return { answer: 'problem', phone: parsed }
  const isStopped = await engine().promptStops.stop(parsed.phoneNumber, requestScope().peerAddress)
  return { answer: isStopped ? 'stopped' : 'too-many' }
}
