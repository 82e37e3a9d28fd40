// The paper a receipt is drawn on: A5, with the structure that screen readers follow. Text is put into it piece by piece;
// what is only for the eye is marked as such.

import PDFDocument from 'pdfkit'
import type { TextRun } from './printable-text.ts'
import { RECEIPT_FONTS, type ReceiptFont, readReceiptFont } from './receipt-fonts.ts'
import { setLines } from './set-lines.ts'

/** In points, a 72nd of an inch: A5 upright. */
export const PAPER = { width: 419.53, height: 595.28, margin: 30 } as const

export const COLOURS = {
  ink: '#1b1a17',
  ash: '#6b655a',
  laterite: '#a63a1e',
  sukuma: '#1e5b3a',
  indigo: '#1f2a5a',
  maize: '#f2b632',
  paper: '#fbf6ec',
  rule: '#d9cfbc',
} as const

/** Structure elements of the PDF standard, as far as receipts use them. */
type Tag = 'H1' | 'P' | 'Lbl' | 'LBody' | 'Span' | 'Link'
type Face = 'text' | 'strong' | 'display'
type Element = ReturnType<PDFKit.PDFDocument['struct']>

export interface Text {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly size: number
  readonly font?: Face
  readonly colour?: string
  readonly link?: string
}

export interface Paper {
  readonly pdf: PDFKit.PDFDocument
  /** Puts text where it is told; the ends of its lines are the font's. @returns where the text ends, from the top */
  write(text: Text): number
  /** How tall a text will be. */
  measure(text: Pick<Text, 'text' | 'width' | 'size' | 'font'>): number
  /** An element with text of its own in it, where it belongs in the reading order. @param lang where it is not the receipt's */
  element(tag: Tag, draw: () => void, lang?: string): Element
  /** An element of others: a list, its lines. */
  group(tag: 'L' | 'LI' | 'P', children: readonly Element[]): Element
  /** Adds an element to what is read, and draws it. */
  add(element: Element): void
  /** What is drawn for the eye alone. */
  decorate(draw: () => void): void
  /** A picture with what it says in words. */
  figure(alt: string, draw: () => void): void
  finish(): Promise<Uint8Array>
}

/** @param about what the document is, for viewers and lists of files; dated so that equal receipts are equal bytes */
export function openPaper(about: { title: string; author: string; lang: string; atMs: number }): Paper {
  const pdf = new PDFDocument({
    size: [PAPER.width, PAPER.height],
    margin: 0,
    pdfVersion: '1.7',
    tagged: true,
    lang: about.lang,
    displayTitle: true,
    // None of the fonts every viewer is supposed to have.
    font: '',
    info: {
      Title: about.title,
      Author: about.author,
      CreationDate: new Date(about.atMs),
      Producer: 'Harambee',
      Creator: 'Harambee',
    },
  })
  for (const font of RECEIPT_FONTS) pdf.registerFont(font, readReceiptFont(font))
  const pieces: Buffer[] = []
  pdf.on('data', (piece: Buffer) => pieces.push(piece))
  const finished = new Promise<void>((resolve, reject) => pdf.once('end', resolve).once('error', reject))
  const root = pdf.struct('Document')
  pdf.addStructure(root)
  const widthOf = (run: TextRun, font: Face) => pdf.font(toFont(font, run.isExtended)).widthOfString(run.text)

  return {
    pdf,
    write({ text, x, y, width, size, font = 'text', colour = COLOURS.ink, link }) {
      pdf.fillColor(colour).fontSize(size)
      const lineHeight = pdf.font(font).currentLineHeight(true)
      const lines = setLines(text, width, run => widthOf(run, font))
      for (const [index, line] of lines.entries()) {
        let left = x
        for (const run of line) {
          pdf.font(toFont(font, run.isExtended))
          pdf.text(run.text, left, y + index * lineHeight, { lineBreak: false, ...(link !== undefined && { link }) })
          left += pdf.widthOfString(run.text)
        }
      }
      return y + lines.length * lineHeight
    },
    measure({ text, width, size, font = 'text' }) {
      pdf.fontSize(size)
      const lines = setLines(text, width, run => widthOf(run, font))
      return lines.length * pdf.font(font).currentLineHeight(true)
    },
    element: (tag, draw, lang) => pdf.struct(tag, lang === undefined ? {} : { lang }, draw),
    group: (tag, children) => pdf.struct(tag, {}, [...children]),
    add(element) {
      root.add(element)
    },
    decorate(draw) {
      pdf.markContent('Artifact', { type: 'Layout' })
      pdf.save()
      draw()
      pdf.restore()
      pdf.endMarkedContent()
    },
    figure(alt, draw) {
      const drawAlone = () => {
        pdf.save()
        draw()
        pdf.restore()
      }
      root.add(pdf.struct('Figure', { alt }, drawAlone))
    },
    async finish() {
      root.end()
      pdf.end()
      await finished
      return new Uint8Array(Buffer.concat(pieces))
    },
  }
}

/** Large letters are only ever those of our own words. */
function toFont(font: Face, isExtended: boolean): ReceiptFont {
  if (font === 'display') return 'display'
  if (!isExtended) return font
  return font === 'strong' ? 'strongExtended' : 'textExtended'
}
