// `POST /welcome/replay`: plays a story and shows its payment, in the frame the form aims at. Demo only.

import { notFound } from 'next/navigation'
import { engine } from '../../../server/engine.ts'
import { ensureGiver } from '../../../server/visitor.ts'
import { playStory } from '../play-story.ts'
import { isStory } from '../stories.ts'

export async function POST(request: Request): Promise<Response> {
  if (engine().configuration.daraja.mode !== 'demo') notFound()
  const story = (await request.formData()).get('story')
  const [campaign] = await engine().listCampaigns(1)
  if (!isStory(story) || !campaign) return seeOther('/welcome')
  const paymentId = await playStory(story, campaign.slug, await ensureGiver())
  return seeOther(paymentId === null ? `/give/${campaign.slug}` : `/pay/${paymentId}`)
}

function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { Location: path } })
}
