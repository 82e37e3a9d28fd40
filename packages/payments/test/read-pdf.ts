// Reads a PDF with Mozilla's reader, as a viewer does.

import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'

interface Node {
  readonly role?: string
  readonly alt?: string
  readonly children?: readonly Node[]
}

export interface ReadPdf {
  readonly pages: number
  /** Width and height of the first page in whole points. */
  readonly size: readonly [number, number]
  /** All text of the first page, in reading order, with single spaces. */
  readonly text: string
  readonly title: string
  readonly language: string
  readonly isMarked: boolean
  /** The structure's elements, from the top. */
  readonly tags: readonly string[]
  /** What pictures say in words. */
  readonly pictures: readonly string[]
  readonly links: readonly string[]
  /** How low the text that follows a label reaches, in points from the bottom. */
  lowestAbove(label: RegExp): number
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const loading = getDocument({ data: bytes.slice(), verbosity: VerbosityLevel.ERRORS, useSystemFonts: false })
  const pdf = await loading.promise
  const page = await pdf.getPage(1)
  const [, , width = 0, height = 0] = page.view
  const items = (await page.getTextContent()).items.flatMap(item => ('str' in item ? [item] : []))
  const { info } = await pdf.getMetadata()
  const { Title, Language } = info as { Title: string; Language: string }
  const nodes = flatten((await page.getStructTree()) as Node)
  const links = (await page.getAnnotations()).flatMap(({ url }: { url?: string }) => (url === undefined ? [] : [url]))
  const marks = (await pdf.getMarkInfo()) as unknown as Map<string, boolean> | null
  await loading.destroy()
  return {
    pages: pdf.numPages,
    size: [Math.round(width), Math.round(height)],
    text: items
      .map(({ str, hasEOL }) => str + (hasEOL ? ' ' : ''))
      .join('')
      .replace(/\s+/g, ' '),
    title: Title,
    language: Language,
    isMarked: marks?.get('Marked') === true,
    tags: nodes.flatMap(({ role }) => (role === undefined || role === 'Root' ? [] : [role])),
    pictures: nodes.flatMap(({ role, alt }) => (role === 'Figure' && alt !== undefined ? [alt] : [])),
    links: [...new Set(links)],
    lowestAbove(label) {
      const from = items.findIndex(({ str }) => label.test(str))
      if (from === -1) throw new Error(`${label} is not in it`)
      const next = items.findIndex(({ str }, index) => index > from && /risiti hii ni halali/.test(str))
      return Math.min(
        ...items
          .slice(from, next)
          .filter(({ str }) => str.trim() !== '')
          .map(({ transform }) => transform[5] as number),
      )
    },
  }
}

function flatten(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(flatten)]
}
