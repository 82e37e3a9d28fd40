'use client'

// What stands round every page: the cloth, whose page it is, the other language, the foot. A part of the browser's script, though
// nothing in it moves: so a page carries it once, and not a second time as data for the script.

import type { ReactNode } from 'react'
import type { Version } from '../../server/light/version.ts'
import { FRAME_WORDS } from '../../words/frame.ts'
import type { Language } from '../../words/languages.ts'
import { DemoMark, type Mode } from '../demo-mark.tsx'
import { LanguageSwitch } from '../language-switch.tsx'
import { ClothPattern, Selvedge } from './motifs.tsx'
import { PindoStrip } from './pindo-strip.tsx'

interface Props {
  readonly language: Language
  readonly mode: Mode
  /** The page, and the token of the signed link it was opened with. */
  readonly path: string
  readonly link: string | null
  readonly version: Version
  readonly otherVersionHref: string
  readonly charity: string | null
  /** Who the charity is in law; null where the page does not say. */
  readonly lines: ReactNode
  readonly jina: string
  readonly pattern: string
  readonly printed: number
  readonly isWide: boolean
  readonly children: ReactNode
}

export function ClothFrame(props: Props) {
  const { language, charity } = props
  const { site, light } = FRAME_WORDS[language]
  return (
    <div className={props.isWide ? 'cloth cloth-wide' : 'cloth'}>
      <ClothPattern name={props.pattern} />
      <PindoStrip name="hem" printed={props.printed} />
      <DemoMark mode={props.mode} language={language} />
      <Selvedge side="left" />
      <div className="mji">
        <header className="masthead">
          <p className="charity">{charity ?? 'Harambee'}</p>
          <LanguageSwitch language={language} path={props.path} link={props.link} />
        </header>
        <main id="page" tabIndex={-1}>
          {props.children}
        </main>
      </div>
      <Selvedge side="right" />
      <footer>
        <p className="jina" lang="sw">
          {props.jina}
        </p>
        <Selvedge side="foot" />
        <div className="colophon">
          {charity === null ? null : <p>{site.footer(charity)}</p>}
          {props.lines}
          <p>{site.runsOn}</p>
          <p>
            <a href="/stop-prompts">{site.stopPrompts}</a> ·{' '}
            {/* A plain link: the server remembers the choice in a cookie. */}
            <a className="version" href={props.otherVersionHref} rel="nofollow">
              {props.version === 'light' ? light.toFull : light.toLight}
            </a>
          </p>
        </div>
      </footer>
    </div>
  )
}
