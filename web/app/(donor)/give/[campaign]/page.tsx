// The campaign: what it is for, how far it has come, and the form, above the story.

import { formatShillings } from '@harambee/daraja'
import type { Campaign, Charity, ShownGiver } from '@harambee/payments'
import type { Metadata } from 'next'
import { Cloth } from '../../../../components/cloth/cloth.tsx'
import { toPrinted } from '../../../../components/cloth/to-printed.ts'
import { NotHere } from '../../../../components/not-here.tsx'
import { Unavailable } from '../../../../components/unavailable.tsx'
import { engine } from '../../../../server/engine.ts'
import { requestScope } from '../../../../server/request-scope.ts'
import { readVisitor, type Visitor } from '../../../../server/visitor.ts'
import { toDay } from '../../../../words/dates.ts'
import { findCampaignPage } from './find-campaign-page.ts'
import { GiftForm } from './gift-form.tsx'
import { HeroPicture } from './hero-picture.tsx'
import { Progress } from './progress.tsx'
import { RecentGivers } from './recent-givers.tsx'
import { ShareLinks } from './share-links.tsx'
import { Spending } from './spending.tsx'
import { Story } from './story.tsx'

interface Props {
  readonly params: Promise<{ campaign: string }>
  readonly searchParams: Promise<{ try?: string | string[] }>
}

/** What `/welcome` fills in, so that a newcomer needs to press one button only. Nobody's number. */
const DEMO_PHONE = '0700 000 001'

/** How many names the page shows. */
const RECENT_GIVERS = 10

export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  const [{ campaign: slug }, { language }] = await Promise.all([params, readVisitor()])
  const found = await findCampaignPage(slug)
  if (found.outcome !== 'found') return { robots: { index: false } }
  const text = found.campaign.content[language]
  return { title: `${text.title} · ${found.campaign.content.charity}`, description: text.summary }
}

export default async function CampaignPage({ params, searchParams }: Props) {
  const [{ campaign: slug }, { try: isTry }, visitor] = await Promise.all([params, searchParams, readVisitor()])
  const found = await findCampaignPage(slug)
  if (found.outcome === 'unavailable') return <Unavailable visitor={visitor} href={`/give/${slug}`} />
  if (found.outcome === 'unknown') return <NotHere visitor={visitor} />
  const isDemo = engine().configuration.daraja.mode === 'demo'
  const phone = isDemo && isTry !== undefined ? DEMO_PHONE : ''
  const more = await findMore(slug)
  return <CampaignCloth campaign={found.campaign} more={more} visitor={visitor} phone={phone} />
}

interface More {
  readonly givers: readonly ShownGiver[]
  readonly charity: Charity | null
}

/** What stands below the form: a page that lacks it still takes gifts. */
async function findMore(slug: string): Promise<More> {
  try {
    const [givers, charity] = await Promise.all([
      engine().givers.listShown(slug, RECENT_GIVERS),
      engine().findCharity(),
    ])
    return { givers, charity }
  } catch (error) {
    engine().ports.log.error('givers or charity could not be read', {
      error: error instanceof Error ? error.message : '',
    })
    return { givers: [], charity: null }
  }
}

interface ClothProps {
  readonly campaign: Campaign
  readonly more: More
  readonly visitor: Visitor
  /** Stands in the phone field of a fresh form. */
  readonly phone: string
}

function CampaignCloth({ campaign, more, visitor, phone }: ClothProps) {
  const { content, raisedKes, goalKes } = campaign
  const { words, language } = visitor
  const text = content[language]
  return (
    <Cloth
      visitor={visitor}
      charity={content.charity}
      charityFacts={more.charity}
      jina={content.jina}
      pattern={campaign.slug}
      printed={toPrinted(raisedKes, goalKes)}
    >
      <div className="campaign">
        <div className="campaign-head">
          <h1>{text.title}</h1>
          <p className="lead">{text.summary}</p>
          <Progress campaign={campaign} words={words} />
          {content.picture ? <HeroPicture picture={content.picture} language={language} /> : null}
        </div>
        <section className="campaign-form" aria-label={words.give.form}>
          {!campaign.hasBegun ? (
            <div className="ended">
              <h2>{words.campaign.notOpenTitle}</h2>
              <p>{words.campaign.notOpenText(toDay(campaign.startsOn ?? '', language))}</p>
            </div>
          ) : campaign.hasEnded ? (
            <div className="ended">
              <h2>{words.give.endedTitle}</h2>
              <p>{words.give.endedText(formatShillings(raisedKes))}</p>
            </div>
          ) : (
            <GiftForm campaign={campaign} visitor={visitor} phone={phone} answer={requestScope().answer} />
          )}
        </section>
        <div className="others">
          <RecentGivers givers={more.givers} words={words} />
          <ShareLinks campaign={campaign} visitor={visitor} />
        </div>
        <div className="story">
          <Story campaign={campaign} visitor={visitor} />
          <Spending spending={content.spending} visitor={visitor} />
        </div>
      </div>
    </Cloth>
  )
}
