// `GET /welcome/callbacks`: the newest callbacks as plain lines. Demo only.

import { notFound } from 'next/navigation'
import { engine } from '../../../server/engine.ts'
import { readVisitor } from '../../../server/visitor.ts'
import { toCallbackLine } from '../callback-lines.ts'

const MAX_LINES = 12

export async function GET(): Promise<Response> {
  if (engine().configuration.daraja.mode !== 'demo') notFound()
  const { words } = await readVisitor()
  const entries = await engine().listInbox({ limit: MAX_LINES })
  return Response.json(
    entries.map(entry => toCallbackLine(entry, words)),
    { headers: { 'Cache-Control': 'private, no-store' } },
  )
}
