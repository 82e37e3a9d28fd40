// Sets text into lines of a width: between words, and inside a word only where it is wider than the line. pdfkit's own
// wrapping would also break a word where two files of the font meet.

import { type TextRun, toRuns } from './printable-text.ts'

/** How wide a piece is in its file of the font. */
type Measure = (run: TextRun) => number

/** @returns the runs of each line */
export function setLines(text: string, width: number, measure: Measure): TextRun[][] {
  const widthOf = (line: string) => toRuns(line).reduce((sum, run) => sum + measure(run), 0)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (widthOf(longer) <= width) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = breakWord(word, width, widthOf)
    line = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  lines.push(line)
  return lines.map(toRuns)
}

/** Pieces of a word that are no wider than the line, as long as they can be. */
function breakWord(word: string, width: number, widthOf: (line: string) => number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const letter of word) {
    if (piece !== '' && widthOf(piece + letter) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += letter
  }
  return [...pieces, piece]
}
