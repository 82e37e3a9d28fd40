// The other language, on the same page.

import { requestScope } from '../server/request-scope.ts'
import type { Visitor } from '../server/visitor.ts'
import { LANGUAGE_NAMES, LANGUAGES } from '../words/languages.ts'

export function LanguageSwitch({ visitor }: { readonly visitor: Visitor }) {
  const { path } = requestScope()
  return (
    <nav className="languages" aria-label={visitor.words.site.chooseLanguage}>
      {LANGUAGES.map(language => (
        <a
          key={language}
          href={`${path}?lang=${language}`}
          lang={language}
          hrefLang={language}
          aria-current={language === visitor.language ? 'true' : undefined}
        >
          {language === visitor.language ? (
            <abbr title={LANGUAGE_NAMES[language]}>{language.toUpperCase()}</abbr>
          ) : (
            LANGUAGE_NAMES[language]
          )}
        </a>
      ))}
    </nav>
  )
}
