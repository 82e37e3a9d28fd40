// The site's front door leads to the first campaign.

import { redirect } from 'next/navigation'
import { Cloth } from '../components/cloth/cloth.tsx'
import { Unavailable } from '../components/unavailable.tsx'
import { engine } from '../server/engine.ts'
import { readVisitor } from '../server/visitor.ts'

export default async function FrontDoor() {
  const visitor = await readVisitor()
  const campaigns = await engine()
    .listCampaigns(1)
    .catch(() => null)
  if (campaigns === null) return <Unavailable visitor={visitor} href="/" />
  const [first] = campaigns
  if (first) redirect(`/give/${first.slug}`)
  const { site } = visitor.words
  return (
    <Cloth visitor={visitor} charity={null}>
      <div className="notice">
        <h1>{site.noCampaignTitle}</h1>
        <p className="lead">{site.noCampaignText}</p>
      </div>
    </Cloth>
  )
}
