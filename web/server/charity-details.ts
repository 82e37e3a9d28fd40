// What a receipt says of the charity. Whatever is not known is left out of it.

import type { Campaign } from '@harambee/payments'

/** The charity's legal data, as far as they are known. */
export interface CharityDetails {
  readonly legalName: string | null
  readonly registrationNumber: string | null
  readonly kraPin: string | null
  readonly exemptionNumber: string | null
  /** YYYY-MM-DD, the last day. */
  readonly exemptionExpiresOn: string | null
  readonly address: string | null
  readonly contact: string | null
}

/** So far only the name on the campaign's page is known. */
export async function findCharityDetails(campaign: Campaign): Promise<CharityDetails> {
  return {
    legalName: campaign.content.charity,
    registrationNumber: null,
    kraPin: null,
    exemptionNumber: null,
    exemptionExpiresOn: null,
    address: null,
    contact: null,
  }
}
