// The newcomer's page: the donation page, a giver's phone and what Safaricom reports, side by side. Demo only.

import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { Cloth } from '../../components/cloth/cloth.tsx'
import { NotHere } from '../../components/not-here.tsx'
import { Unavailable } from '../../components/unavailable.tsx'
import { engine } from '../../server/engine.ts'
import { readVisitor } from '../../server/visitor.ts'
import { CallbackFeed } from './callback-feed.tsx'
import { toCallbackLine } from './callback-lines.ts'
import { STORIES } from './stories.ts'
import { StoryChips } from './story-chips.tsx'

const MAX_LINES = 12

export async function generateMetadata(): Promise<Metadata> {
  const { words } = await readVisitor()
  return { title: words.welcome.title, robots: { index: false } }
}

export default async function WelcomePage() {
  const { daraja, serving } = engine().configuration
  const [visitor, sent] = await Promise.all([readVisitor(), headers()])
  if (daraja.mode !== 'demo') return <NotHere visitor={visitor} />
  const opened = await openWelcome()
  if (opened === null) return <Unavailable visitor={visitor} href="/welcome" />

  const { words } = visitor
  const { welcome } = words
  const hostname = (sent.get('host') ?? 'localhost').replace(/:\d+$/, '')
  const { campaign } = opened
  const page = campaign ? `/give/${campaign.slug}?try` : '/'
  return (
    <Cloth visitor={visitor} charity={null} pattern={campaign?.slug ?? 'harambee'} isWide>
      <div className="welcome">
        <div className="welcome-head">
          <div>
            <h1>{welcome.title}</h1>
            <p className="lead">{welcome.lead}</p>
          </div>
          <ol className="coach">
            {welcome.coach.map(step => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </div>
        <section className="pane">
          <h2>
            {welcome.page}{' '}
            <a href={page} target="page">
              {welcome.startOver}
            </a>
          </h2>
          <iframe name="page" src={page} title={welcome.page} />
        </section>
        <section className="pane">
          <h2>{welcome.phone}</h2>
          <iframe src={`http://${hostname}:${serving.simulatorPort}/phone?number=auto`} title={welcome.phone} />
        </section>
        <div className="pane">
          <section>
            <h2>{welcome.callbacks}</h2>
            <CallbackFeed
              initial={opened.entries.map(entry => toCallbackLine(entry, words))}
              label={welcome.callbacks}
              empty={welcome.noCallbacks}
            />
          </section>
          <section>
            <h2>{welcome.stories}</h2>
            <p>{welcome.storiesText}</p>
            <StoryChips
              chips={STORIES.map(story => ({ story, name: welcome.story[story], told: welcome.told[story] }))}
            />
          </section>
        </div>
      </div>
    </Cloth>
  )
}

async function openWelcome() {
  try {
    const [[campaign], entries] = await Promise.all([
      engine().listCampaigns(1),
      engine().listInbox({ limit: MAX_LINES }),
    ])
    return { campaign, entries }
  } catch {
    return null
  }
}
