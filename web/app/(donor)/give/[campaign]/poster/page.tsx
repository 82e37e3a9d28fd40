// The campaign on one A4 sheet: for a church door, a shop, a school gate. In both languages, with and without internet.

import type { Metadata } from 'next'
import { ClothPattern, Selvedge } from '../../../../../components/cloth/motifs.tsx'
import { DemoMark } from '../../../../../components/demo-mark.tsx'
import { NotHere } from '../../../../../components/not-here.tsx'
import { QrCode } from '../../../../../components/qr-code.tsx'
import { Unavailable } from '../../../../../components/unavailable.tsx'
import { engine } from '../../../../../server/engine.ts'
import { readVisitor } from '../../../../../server/visitor.ts'
import { LANGUAGES } from '../../../../../words/languages.ts'
import { toPaymentDoor } from '../../../payment-door.ts'
import { toCampaignAddress } from '../campaign-address.ts'
import { Fallback } from '../fallback.tsx'
import { findCampaignPage } from '../find-campaign-page.ts'

interface Props {
  readonly params: Promise<{ campaign: string }>
}

export const metadata: Metadata = { robots: { index: false } }

export default async function PosterPage({ params }: Props) {
  const [{ campaign: slug }, visitor] = await Promise.all([params, readVisitor()])
  const found = await findCampaignPage(slug)
  if (found.outcome === 'unavailable') return <Unavailable visitor={visitor} href={`/give/${slug}/poster`} />
  if (found.outcome === 'unknown') return <NotHere visitor={visitor} />
  const { campaign } = found
  const { content } = campaign
  const { words, language } = visitor
  const address = toCampaignAddress(campaign)
  const languages = [language, ...LANGUAGES.filter(other => other !== language)]
  return (
    <div className="poster">
      <ClothPattern name={campaign.slug} />
      <Selvedge side="foot" />
      <DemoMark mode={engine().configuration.daraja.mode} language={language} />
      <main id="page" tabIndex={-1}>
        <p className="charity">{content.charity}</p>
        {languages.map((one, index) =>
          index === 0 ? (
            <h1 key={one}>{content[one].title}</h1>
          ) : (
            <p className="poster-title" key={one} lang={one}>
              {content[one].title}
            </p>
          ),
        )}
        <QrCode text={address} label={words.campaign.posterQr(address)} />
        <p>{words.campaign.posterScan}</p>
        <p className="poster-address">{address.replace(/^https?:\/\//, '')}</p>
        <Fallback words={words} door={toPaymentDoor(campaign)} summary={words.campaign.posterOr} />
        <p className="poster-screen">
          {words.campaign.posterPrint} <a href={`/give/${campaign.slug}`}>{words.campaign.backToCampaign}</a>
        </p>
      </main>
      <footer>
        <p className="jina" lang="sw">
          {content.jina}
        </p>
        <Selvedge side="foot" />
      </footer>
    </div>
  )
}
