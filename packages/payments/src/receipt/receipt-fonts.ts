// The receipt's own typefaces (OFL): Atkinson Hyperlegible for text, because 0 and O, 1, l and I differ in codes; Bricolage
// Grotesque for what is large. They come with npm, in two files each: pdfkit embeds only the letters a receipt uses.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { unpackWoff } from './unpack-woff.ts'

const FILES = {
  text: 'atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-400-normal.woff',
  textExtended: 'atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-400-normal.woff',
  strong: 'atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-700-normal.woff',
  strongExtended: 'atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-700-normal.woff',
  display: 'bricolage-grotesque/files/bricolage-grotesque-latin-800-normal.woff',
} as const

export type ReceiptFont = keyof typeof FILES

export const RECEIPT_FONTS = Object.keys(FILES) as ReceiptFont[]

const read = new Map<ReceiptFont, Buffer>()

/** A typeface as TrueType, read and unpacked once: fontkit would inflate a table again for every letter it takes. */
export function readReceiptFont(font: ReceiptFont): Buffer {
  const known = read.get(font)
  if (known) return known
  const bytes = unpackWoff(readFileSync(createRequire(import.meta.url).resolve(`@fontsource/${FILES[font]}`)))
  read.set(font, bytes)
  return bytes
}
