// The other language, on the same page.

import { withLink } from '../app/(donor)/pay/[paymentId]/signed-link.ts'
import { FRAME_WORDS } from '../words/frame.ts'
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../words/languages.ts'

interface Props {
  readonly language: Language
  readonly path: string
  /** The token the page was opened with; null: none. */
  readonly link: string | null
}

export function LanguageSwitch({ language: current, path, link }: Props) {
  return (
    <nav className="languages" aria-label={FRAME_WORDS[current].site.chooseLanguage}>
      {LANGUAGES.map(language => (
        <a
          key={language}
          href={withLink(path, link, { lang: language })}
          lang={language}
          hrefLang={language}
          aria-current={language === current ? 'true' : undefined}
        >
          {language === current ? (
            <abbr title={LANGUAGE_NAMES[language]}>{language.toUpperCase()}</abbr>
          ) : (
            LANGUAGE_NAMES[language]
          )}
        </a>
      ))}
    </nav>
  )
}
