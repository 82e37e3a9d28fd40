// A leso: a patterned hem (pindo) round a calm field (mji), and one printed line (jina) at its foot. Every page of the
// site is one. Here is what the server alone knows of it; the rest is cloth-frame.tsx.

import type { Charity } from '@harambee/payments'
import type { ReactNode } from 'react'
import { engine } from '../../server/engine.ts'
import { requestScope } from '../../server/request-scope.ts'
import type { Visitor } from '../../server/visitor.ts'
import { CharityLines } from './charity-lines.tsx'
import { ClothFrame } from './cloth-frame.tsx'

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
  const { path, link, version, otherVersionHref } = requestScope()
  return (
    <ClothFrame
      language={visitor.language}
      mode={engine().configuration.daraja.mode}
      path={path}
      link={link}
      version={version}
      otherVersionHref={otherVersionHref}
      charity={charity}
      lines={charityFacts === null ? null : <CharityLines charity={charityFacts} visitor={visitor} />}
      jina={jina}
      pattern={pattern}
      printed={printed}
      isWide={isWide}
    >
      {children}
    </ClothFrame>
  )
}
