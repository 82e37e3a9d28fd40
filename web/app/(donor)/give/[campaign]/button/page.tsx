// Snippets for other people's pages: a link that looks like a button, and a frame with the progress.

import type { Metadata } from 'next'
import { Cloth } from '../../../../../components/cloth/cloth.tsx'
import { NotHere } from '../../../../../components/not-here.tsx'
import { Unavailable } from '../../../../../components/unavailable.tsx'
import { escapeHtml } from '../../../../../server/escape-html.ts'
import { readVisitor } from '../../../../../server/visitor.ts'
import { toCampaignAddress } from '../campaign-address.ts'
import { findCampaignPage } from '../find-campaign-page.ts'

interface Props {
  readonly params: Promise<{ campaign: string }>
}

export const metadata: Metadata = { robots: { index: false } }

const LOOK =
  'display:inline-block;padding:12px 20px;background:#a63a1e;color:#fff;font-weight:bold;text-decoration:none'

export default async function ButtonPage({ params }: Props) {
  const [{ campaign: slug }, visitor] = await Promise.all([params, readVisitor()])
  const found = await findCampaignPage(slug)
  if (found.outcome === 'unavailable') return <Unavailable visitor={visitor} href={`/give/${slug}/button`} />
  if (found.outcome === 'unknown') return <NotHere visitor={visitor} />
  const { content } = found.campaign
  const { words, language } = visitor
  const address = escapeHtml(`${toCampaignAddress(found.campaign)}`)
  const title = escapeHtml(content[language].title)
  const link = `<a href="${address}" style="${LOOK}">${escapeHtml(words.campaign.give)}: ${title}</a>`
  const frame = `<iframe src="${address}/embed?lang=${language}" title="${title}" width="320" height="260" style="border:0" loading="lazy"></iframe>`
  return (
    <Cloth visitor={visitor} charity={content.charity} jina={content.jina} pattern={slug}>
      <div className="notice">
        <h1>{words.campaign.button}</h1>
        <p className="lead">{words.campaign.buttonLead}</p>
        <h2>{words.campaign.buttonLink}</h2>
        <pre className="snippet">{link}</pre>
        <h2>{words.campaign.buttonFrame}</h2>
        <pre className="snippet">{frame}</pre>
        <p className="onward">
          <a href={`/give/${slug}/embed?lang=${language}`}>{words.campaign.buttonLook}</a>
        </p>
        <p className="onward">
          <a href={`/give/${slug}`}>{words.campaign.backToCampaign}</a>
        </p>
      </div>
    </Cloth>
  )
}
