// The calm page for when the books cannot be read: it says first that no money has moved.

import { requestScope } from '../server/request-scope.ts'
import type { Visitor } from '../server/visitor.ts'
import { Cloth } from './cloth/cloth.tsx'

const UNAVAILABLE = 503

export function Unavailable({ visitor, href }: { readonly visitor: Visitor; readonly href: string }) {
  const { site } = visitor.words
  requestScope().status = UNAVAILABLE
  return (
    <Cloth visitor={visitor} charity={null}>
      <div className="notice">
        <h1>{site.unavailableTitle}</h1>
        <p className="lead">{site.unavailableText}</p>
        <p>{site.givenAlready}</p>
        <p>
          <a className="button button-plain" href={href}>
            {site.tryAgain}
          </a>
        </p>
      </div>
    </Cloth>
  )
}
