// What donors read in every state, as one text a person can review. What differs from run to run stands as a word in
// brackets.

import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { readSentences, type Sentences } from './check-page.ts'
import { LANGUAGES, type Language, type State } from './state.ts'

export const SENTENCES_PATH = fileURLToPath(new URL('sentences.md', import.meta.url))

type Told = ReadonlyMap<string, ReadonlyMap<Language, Sentences>>

/** Gathers what pages say. */
export function collectSentences() {
  const all = new Map<string, Map<Language, Sentences>>()
  return {
    all: all as Told,
    read: (page: Page) => readSentences(page),
    add({ name }: State, language: Language, sentences: Sentences): void {
      all.set(name, (all.get(name) ?? new Map<Language, Sentences>()).set(language, sentences))
    },
    of: (name: string, language: Language) => all.get(name)?.get(language),
  }
}

const HEAD = `# What donors read

The title of the tab, the sentences and the offers of every state, in both languages, as the pages show them.
\`npm run sentences\` writes this file; \`test/states/states.test.ts\` fails where a page says anything else.
The Kiswahili has been read by no native speaker yet.
`

/** What is another at every run. */
const PASSING: readonly (readonly [what: RegExp, word: string])[] = [
  [/\blocalhost:\d+\/v\/20\d\d-\d{6}-[0-9A-Z]{10}\b/g, '[address of the check]'],
  [/\b\d{1,2} [A-Z][a-z]+ 20\d\d(?:, \d\d:\d\d)?/g, '[day]'],
  [/\b20\d\d-\d{6}\b/g, '[receipt no.]'],
  [/\b(?=[A-Z]*\d)[A-Z][A-Z0-9]{9}\b/g, '[code]'],
  [/\b07\d\d ••• \d{3}\b/g, '[phone]'],
  [/\b(in|another) \d+ s\b/g, '$1 [n] s'],
  [/\b(kulituma tena baada ya sekunde|subiri sekunde) \d+/g, '$1 [n]'],
]

const toLasting = (text: string) =>
  PASSING.reduce((lasting, [what, word]) => lasting.replaceAll(what, word), text.replaceAll('\u00a0', ' '))

/** The whole file. */
export function toSentencesText(states: readonly State[], told: Told): string {
  const parts = states.map(({ name, about }) => {
    const languages = LANGUAGES.map(language => toLines(language, told.get(name)?.get(language)))
    return `\n## ${name}\n\n${about}\n\n${languages.join('\n')}\n`
  })
  return HEAD + parts.join('')
}

function toLines(language: Language, sentences: Sentences | undefined): string {
  if (!sentences) return `- ${language}: not seen`
  const { title, said, offers } = sentences
  const lines = [
    `- **${language}** · ${title}`,
    ...said.map(sentence => `  - ${sentence}`),
    ...(offers.length > 0 ? [`  - → ${offers.map(offer => `[${offer}]`).join(' ')}`] : []),
  ]
  return toLasting(lines.join('\n'))
}
