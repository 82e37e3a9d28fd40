// The same page without scripts, fonts and pictures, and back. A plain link: the server remembers the choice in a cookie.

import { requestScope } from '../server/request-scope.ts'
import type { Words } from '../words/words.ts'

export function VersionSwitch({ words }: { readonly words: Words }) {
  const { version, otherVersionHref } = requestScope()
  return (
    <a className="version" href={otherVersionHref} rel="nofollow">
      {version === 'light' ? words.light.toFull : words.light.toLight}
    </a>
  )
}
