// Telling others: in Kenya that is WhatsApp first, then the link itself and a plain message. Nothing is loaded from anywhere.

import { formatShillings } from '@harambee/daraja'
import type { Campaign } from '@harambee/payments'
import type { Visitor } from '../../../../server/visitor.ts'
import { toCampaignAddress } from './campaign-address.ts'
import { CopyLink } from './copy-link.tsx'

export function ShareLinks({ campaign, visitor }: { readonly campaign: Campaign; readonly visitor: Visitor }) {
  const { words } = visitor
  const text = encodeURIComponent(toShareText(campaign, visitor))
  const address = toCampaignAddress(campaign)
  return (
    <section className="share">
      <h2>{words.give.share}</h2>
      <p className="share-row">
        <a className="button button-plain" href={`https://wa.me/?text=${text}`} rel="noreferrer">
          WhatsApp
        </a>{' '}
        <CopyLink address={address} label={words.campaign.copy} done={words.campaign.copied} />{' '}
        <a href={`sms:?body=${text}`}>SMS</a>
      </p>
      <p className="share-row">
        <a href={`/give/${campaign.slug}/poster`}>{words.campaign.poster}</a>{' '}
        <a href={`/give/${campaign.slug}/button`}>{words.campaign.button}</a>
      </p>
      <p className="address">{address.replace(/^https?:\/\//, '')}</p>
    </section>
  )
}

/** What people forward: the campaign, how far it has come, and its address. */
export function toShareText(campaign: Campaign, { words, language }: Visitor): string {
  const said = words.give.shareText(
    campaign.content[language].title,
    formatShillings(campaign.raisedKes),
    formatShillings(campaign.goalKes),
  )
  return `${said.replaceAll('\u00a0', ' ')} ${toCampaignAddress(campaign)}`
}
