// The story in both languages, the visitor's first: beside each other where there is room, else one after the other.

import type { Campaign } from '@harambee/payments'
import type { Visitor } from '../../../../server/visitor.ts'
import { LANGUAGES, type Language } from '../../../../words/languages.ts'
import { toWords } from '../../../../words/words.ts'

export function Story({ campaign, visitor }: { readonly campaign: Campaign; readonly visitor: Visitor }) {
  const other = LANGUAGES.find(language => language !== visitor.language) ?? visitor.language
  return (
    <div className="stories">
      <article>
        <h2>{visitor.words.give.story}</h2>
        <p className="to-other">
          <a href="#other-story" lang={other} hrefLang={other}>
            {visitor.words.campaign.otherLanguage}
          </a>
        </p>
        <Paragraphs campaign={campaign} language={visitor.language} />
      </article>
      <article id="other-story" lang={other}>
        <h2>{toWords(other).give.story}</h2>
        <p className="story-title">{campaign.content[other].title}</p>
        <Paragraphs campaign={campaign} language={other} />
      </article>
    </div>
  )
}

function Paragraphs({ campaign, language }: { readonly campaign: Campaign; readonly language: Language }) {
  return campaign.content[language].story.map(paragraph => <p key={paragraph}>{paragraph}</p>)
}
