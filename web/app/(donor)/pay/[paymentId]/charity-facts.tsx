// The charity on a receipt: its legal data, each where it is known.

import type { ReceiptCharity } from '@harambee/payments'
import type { Visitor } from '../../../../server/visitor.ts'
import { toDay } from '../../../../words/dates.ts'

export function CharityFacts({ charity, visitor }: { readonly charity: ReceiptCharity; readonly visitor: Visitor }) {
  const { verify, receipt } = visitor.words
  const { exemption, address } = charity
  const until = exemption && verify.validTo(toDay(exemption.validUntil, visitor.language))
  const facts = [
    [receipt.charity, charity.legalName],
    [verify.registration, charity.registrationNumber],
    [verify.kraPin, charity.kraPin],
    [verify.exemption, exemption && `${exemption.certificateNumber} (${until})`],
    [verify.address, address.join(', ') || null],
    [verify.contact, charity.contact],
  ] as const
  return facts.map(([name, value]) =>
    value === null ? null : (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ),
  )
}
