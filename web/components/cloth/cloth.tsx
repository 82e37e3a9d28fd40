// A leso: a patterned hem (pindo) round a calm field (mji), and one printed line (jina) at its foot. Every page of the
// site is one.

import type { Charity } from '@harambee/payments'
import type { ReactNode } from 'react'
import type { Visitor } from '../../server/visitor.ts'
import { DemoMark } from '../demo-mark.tsx'
import { LanguageSwitch } from '../language-switch.tsx'
import { VersionSwitch } from '../version-switch.tsx'
import { CharityLines } from './charity-lines.tsx'
import { ClothPattern, Selvedge } from './motifs.tsx'
import { PindoStrip } from './pindo-strip.tsx'

/** What every Swahili proverb about giving comes down to. */
const DEFAULT_JINA = 'HABA NA HABA HUJAZA KIBABA'

/** The cloth of pages that belong to no campaign. */
const DEFAULT_PATTERN = 'harambee'

interface Props {
  readonly visitor: Visitor
  readonly charity: string | null
  /** Who the charity is in law, for the foot of the page. */
  readonly charityFacts?: Charity | null
  readonly jina?: string
  /** Names the cloth: the campaign's slug. */
  readonly pattern?: string
  /** Grains printed in the hem above; none: it is plain cloth. */
  readonly printed?: number
  /** More than one column of text: the whole width of the screen. */
  readonly isWide?: boolean
  readonly children: ReactNode
}

export function Cloth({
  visitor,
  charity,
  charityFacts = null,
  jina = DEFAULT_JINA,
  pattern = DEFAULT_PATTERN,
  printed = 0,
  isWide = false,
  children,
}: Props) {
  const { words } = visitor
  return (
    <div className={isWide ? 'cloth cloth-wide' : 'cloth'}>
      <ClothPattern name={pattern} />
      <PindoStrip name="hem" printed={printed} />
      <DemoMark words={words} />
      <Selvedge side="left" />
      <div className="mji">
        <header className="masthead">
          <p className="charity">{charity ?? 'Harambee'}</p>
          <LanguageSwitch visitor={visitor} />
        </header>
        <main id="page" tabIndex={-1}>
          {children}
        </main>
      </div>
      <Selvedge side="right" />
      <footer>
        <p className="jina" lang="sw">
          {jina}
        </p>
        <Selvedge side="foot" />
        <div className="colophon">
          {charity === null ? null : <p>{words.site.footer(charity)}</p>}
          {charityFacts === null ? null : <CharityLines charity={charityFacts} visitor={visitor} />}
          <p>{words.site.runsOn}</p>
          <p>
            <a href="/stop-prompts">{words.site.stopPrompts}</a> · <VersionSwitch words={words} />
          </p>
        </div>
      </footer>
    </div>
  )
}
