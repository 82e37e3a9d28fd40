// The charity on a receipt: its legal data, each where it is known.

import type { CharityDetails } from '../../../../server/charity-details.ts'
import type { Visitor } from '../../../../server/visitor.ts'

export function CharityFacts({ charity, visitor }: { readonly charity: CharityDetails; readonly visitor: Visitor }) {
  const { verify, receipt } = visitor.words
  const { exemptionNumber, exemptionExpiresOn } = charity
  const until = exemptionExpiresOn === null ? '' : ` (${verify.validTo(exemptionExpiresOn)})`
  const facts = [
    [receipt.charity, charity.legalName],
    [verify.registration, charity.registrationNumber],
    [verify.kraPin, charity.kraPin],
    [verify.exemption, exemptionNumber === null ? null : exemptionNumber + until],
    [verify.address, charity.address],
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
