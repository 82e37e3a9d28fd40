// The campaign of a page, looked up once however often the page asks, and never as an exception: a database that cannot
// be read has a page of its own.

import type { Campaign } from '@harambee/payments'
import { cache } from 'react'
import { engine } from '../../../../server/engine.ts'

export type CampaignPage =
  | { readonly outcome: 'found'; readonly campaign: Campaign }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'unavailable' }

/** Names longer than any campaign's are not looked up. */
const MAX_SLUG_LENGTH = 40

export const findCampaignPage = cache(async (slug: string): Promise<CampaignPage> => {
  if (slug.length > MAX_SLUG_LENGTH) return { outcome: 'unknown' }
  try {
    const campaign = await engine().findCampaign(slug)
    return campaign ? { outcome: 'found', campaign } : { outcome: 'unknown' }
  } catch (error) {
    engine().ports.log.error('a campaign could not be read', { error: error instanceof Error ? error.message : '' })
    return { outcome: 'unavailable' }
  }
})
