// Text as the receipt's font can print it. Names are typed by anybody: what the font lacks becomes its plain letter where it
// has one, and is left out where it has none (other scripts, pictures, what turns or hides the text around it).

/** What the font's first file holds: Latin with the marks of most of Europe, and the dashes and quotes of our own sentences. */
const LATIN = /[ -~\u00a0-\u00ac\u00ae-\u00b4\u00b6-\u00ffıŒœ–—‘-‚“-„•…‹›€™−]/
/** What its second file holds besides. */
const LATIN_EXTENDED = /[Ā-ćĊ-ēĖ-ěĞ-ģĦħĪīĮİĲĳĶķĹ-ľŁ-ňŐőŔŕŘ-śŞ-ťŪūŮ-žȘ-țẀ-ẅẞỲỳ]/
const MARKS = /\p{M}/gu

/** Longer text is nobody's name; the page has room for so much. */
const MAX_LENGTH = 120

/** A piece of text that one file of the font can print. */
export interface TextRun {
  readonly isExtended: boolean
  readonly text: string
}

/** @returns one line without anything the font cannot print; empty where nothing is left */
export function toPrintable(text: string): string {
  const letters = [
    ...text
      .toWellFormed()
      .slice(0, MAX_LENGTH * 4)
      .normalize('NFC'),
  ]
    .map(toPrintableLetter)
    .join('')
  const line = letters.replace(/\s+/g, ' ').trim()
  const cut = [...line]
  return cut.length <= MAX_LENGTH
    ? line
    : `${cut
        .slice(0, MAX_LENGTH - 1)
        .join('')
        .trimEnd()}…`
}

/** Splits what `toPrintable` returned by the file that holds its letters. */
export function toRuns(text: string): TextRun[] {
  const runs: { isExtended: boolean; text: string }[] = []
  for (const letter of text) {
    const isExtended = !LATIN.test(letter)
    const last = runs.at(-1)
    if (last?.isExtended === isExtended) last.text += letter
    else runs.push({ isExtended, text: letter })
  }
  return runs
}

/** The first of somebody's names, where the font of large letters has it; null: nobody is called by name. */
export function toCalledName(name: string | null): string | null {
  const [first = ''] = toPrintable(name ?? '').split(' ')
  return /^[A-Za-zÀ-ÖØ-öø-ÿ'’-]{2,16}$/.test(first) ? first : null
}

function toPrintableLetter(letter: string): string {
  if (/\s/.test(letter)) return ' '
  if (isPrintable(letter)) return letter
  return [...letter.normalize('NFKD').replace(MARKS, '')].filter(isPrintable).join('')
}

function isPrintable(letter: string): boolean {
  return LATIN.test(letter) || LATIN_EXTENDED.test(letter)
}
