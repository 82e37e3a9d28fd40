// Telling others: in Kenya that is WhatsApp first, then a plain message. Links only; nothing is loaded from anywhere.

import { formatShillings } from '@harambee/daraja'
import type { Campaign } from '@harambee/payments'
import { engine } from '../../../../server/engine.ts'
import type { Visitor } from '../../../../server/visitor.ts'

export function ShareLinks({ campaign, visitor }: { readonly campaign: Campaign; readonly visitor: Visitor }) {
  const text = encodeURIComponent(toShareText(campaign, visitor))
  return (
    <p className="share">
      <strong>{visitor.words.give.share}:</strong>{' '}
      <a href={`https://wa.me/?text=${text}`} rel="noreferrer">
        WhatsApp
      </a>{' '}
      <a href={`sms:?body=${text}`}>SMS</a>
    </p>
  )
}

/** What people forward: the campaign, how far it has come, and its address. */
export function toShareText(campaign: Campaign, { words, language }: Visitor): string {
  const [origin = ''] = engine().configuration.serving.publicOrigins
  const said = words.give.shareText(
    campaign.content[language].title,
    formatShillings(campaign.raisedKes),
    formatShillings(campaign.goalKes),
  )
  return `${said.replaceAll('\u00a0', ' ')} ${origin}/give/${campaign.slug}`
}
