// Says on every page that no real money moves, wherever that is so: in the demo, and against Safaricom's sandbox.

import { engine } from '../server/engine.ts'
import type { Words } from '../words/words.ts'

export function DemoMark({ words }: { readonly words: Words }) {
  const { mode } = engine().configuration.daraja
  if (mode === 'live') return null
  const isDemo = mode === 'demo'
  return (
    <aside className="specimen" aria-label={isDemo ? words.site.demoMark : words.site.sandboxMark}>
      <p>
        <strong>
          <span lang="sw">{isDemo ? 'MFANO' : 'JARIBIO'}</span> / {isDemo ? 'SPECIMEN' : 'TEST'}
        </strong>{' '}
        {isDemo ? words.site.demoText : words.site.sandboxText}
      </p>
    </aside>
  )
}
