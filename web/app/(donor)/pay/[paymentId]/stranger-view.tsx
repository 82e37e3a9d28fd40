// What anybody with the address sees, without the cookie of the browser that gave: what became of it, and nothing of who
// gave how much.

import type { Visitor } from '../../../../server/visitor.ts'
import type { FoundDonation } from './find-payment-page.ts'
import { isBeingChecked } from './waiting-phase.ts'

export function StrangerView({ donation, visitor }: { readonly donation: FoundDonation; readonly visitor: Visitor }) {
  const { payment, campaign } = donation
  const { words, language } = visitor
  return (
    <div className="notice">
      <h1 tabIndex={-1}>{words.stranger.heading(campaign.content[language].title)}</h1>
      <p className="lead" role="status">
        {isBeingChecked(payment) ? words.stranger.beingChecked : words.stranger.status[payment.status]}
      </p>
      <p>{words.stranger.privacy}</p>
      <p>
        <a className="button button-plain" href={`/give/${campaign.slug}`}>
          {words.site.toCampaign}
        </a>
      </p>
    </div>
  )
}
