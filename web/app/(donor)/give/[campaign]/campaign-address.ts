// Where a campaign is, for everybody.

import { engine } from '../../../../server/engine.ts'

export function toCampaignAddress({ slug }: { readonly slug: string }): string {
  const [origin = ''] = engine().configuration.serving.publicOrigins
  return `${origin}/give/${slug}`
}
