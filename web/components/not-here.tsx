// The same page for everything that is not there: a campaign, a payment, somebody's guess. Rendered like any other page
// rather than through `notFound()`, which Next.js turns into an empty page for browsers without JavaScript.

import { requestScope } from '../server/request-scope.ts'
import type { Visitor } from '../server/visitor.ts'
import { Cloth } from './cloth/cloth.tsx'

const NOT_FOUND = 404

export function NotHere({ visitor }: { readonly visitor: Visitor }) {
  const { site } = visitor.words
  requestScope().status = NOT_FOUND
  return (
    <Cloth visitor={visitor} charity={null}>
      <div className="notice">
        <h1>{site.notFoundTitle}</h1>
        <p className="lead">{site.notFoundText}</p>
        <p>
          <a className="button button-plain" href="/">
            {site.toCampaign}
          </a>
        </p>
      </div>
    </Cloth>
  )
}
