// Says on every page that no real money moves, wherever that is so: in the demo, and against Safaricom's sandbox.

import type { Configuration } from '@harambee/payments'
import { FRAME_WORDS } from '../words/frame.ts'
import type { Language } from '../words/languages.ts'

export type Mode = Configuration['daraja']['mode']

export function DemoMark({ mode, language }: { readonly mode: Mode; readonly language: Language }) {
  if (mode === 'live') return null
  const { site } = FRAME_WORDS[language]
  const isDemo = mode === 'demo'
  return (
    <aside className="specimen" aria-label={isDemo ? site.demoMark : site.sandboxMark}>
      <p>
        <strong>
          <span lang="sw">{isDemo ? 'MFANO' : 'JARIBIO'}</span> / {isDemo ? 'SPECIMEN' : 'TEST'}
        </strong>{' '}
        {isDemo ? site.demoText : site.sandboxText}
      </p>
    </aside>
  )
}
