// Who the charity is in law, and where to ask: at the foot of its campaigns.

import type { Charity } from '@harambee/payments'
import type { Visitor } from '../../server/visitor.ts'
import { toDay } from '../../words/dates.ts'

export function CharityLines({ charity, visitor }: { readonly charity: Charity; readonly visitor: Visitor }) {
  const { words, language } = visitor
  const { campaign } = words
  const { legalName, registrationNumber, kraPin, exemption, email, phone, whatsapp } = charity
  const facts = [
    legalName,
    `${campaign.registration} ${registrationNumber}`,
    `${campaign.kraPin} ${kraPin}`,
    ...(exemption ? [campaign.exemption(exemption.certificateNumber, toDay(exemption.validUntil, language))] : []),
  ]
  const ways = [
    ...(whatsapp ? [{ href: `https://wa.me/${whatsapp}`, text: 'WhatsApp' }] : []),
    ...(phone ? [{ href: `tel:+${phone}`, text: phone.replace(/^254(...)(...)(...)$/, '0$1 $2 $3') }] : []),
    ...(email ? [{ href: `mailto:${email}`, text: email }] : []),
  ]
  return (
    <>
      <p>{facts.join(' · ')}</p>
      {ways.length === 0 ? null : (
        <p className="ways">
          {campaign.help}{' '}
          {ways.map(({ href, text }) => (
            <a key={href} href={href} rel="noreferrer">
              {text}
            </a>
          ))}
        </p>
      )}
    </>
  )
}
