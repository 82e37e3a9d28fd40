// A receipt as a PDF: one A5 page from drawing commands, its letters embedded, its structure tagged. Pure: no clock, no
// chance, no network, so that the same gift is the same bytes.

import { encode } from 'uqr'
import { toAmountInWords } from './amount-in-words.ts'
import { toCalledName, toPrintable } from './printable-text.ts'
import { drawHem } from './receipt-cloth.ts'
import type { ReceiptFacts, ReceiptState } from './receipt-facts.ts'
import { type ReceiptLine, toReceiptLines } from './receipt-lines.ts'
import { COLOURS, openPaper, PAPER, type Paper } from './receipt-paper.ts'
import { RECEIPT_WORDS } from './receipt-words.ts'

const INNER = PAPER.width - 2 * PAPER.margin
const MARK_HEIGHT = 20
const LABEL_WIDTH = 112
const QR_SIZE = 76
const FOOT_TOP = PAPER.height - PAPER.margin - 16 - QR_SIZE
/** Long names and addresses make the list smaller before they push anything off the page. */
const LIST_SIZES = [9.75, 8.75, 8, 7.25, 6.5, 5.75, 5] as const
const SMALLEST = 5
const LINE_GAP = 0.42

const STATE_COLOURS: Readonly<Record<ReceiptState, string>> = {
  confirmed: COLOURS.sukuma,
  'given-back': COLOURS.indigo,
  void: COLOURS.ash,
}

/** @returns the bytes of the file */
export function drawReceipt(facts: ReceiptFacts): Promise<Uint8Array> {
  const words = RECEIPT_WORDS[facts.language]
  const charity = toPrintable(facts.charity.legalName)
  const paper = openPaper({
    title: words.title(facts.serial, charity),
    author: charity,
    lang: facts.language === 'sw' ? 'sw-KE' : 'en-KE',
    atMs: facts.givenAtMs,
  })
  let y = drawMark(paper, facts)
  y = drawCloth(paper, facts, y) + 14
  y = drawHead(paper, facts, charity, y) + 10
  drawLines(paper, facts, y)
  drawCheck(paper, facts)
  drawJina(paper, facts)
  return paper.finish()
}

/** Wherever no money has moved, before anything else is read. */
function drawMark(paper: Paper, facts: ReceiptFacts): number {
  if (facts.mode === 'live') return 0
  const { pdf } = paper
  const mark = facts.mode === 'demo' ? 'MFANO / SPECIMEN' : 'JARIBIO / TEST'
  paper.decorate(() => {
    pdf.rect(0, 0, PAPER.width, MARK_HEIGHT).fill(COLOURS.maize)
    pdf.rotate(-52, { origin: [PAPER.width / 2, PAPER.height / 2] })
    const size = 58
    const width = PAPER.height * 1.1
    const text = { text: mark, x: (PAPER.width - width) / 2, y: PAPER.height / 2 - size / 2, width, size }
    pdf.font('display').fontSize(size).fillColor('#f5eedf').text(text.text, text.x, text.y, { width, align: 'center' })
  })
  const said = `${mark}. ${RECEIPT_WORDS[facts.language].marks[facts.mode]}`
  const text = { text: said, x: PAPER.margin, y: 4.5, width: INNER, size: 9, font: 'strong' } as const
  paper.add(paper.element('P', () => paper.write(text)))
  return MARK_HEIGHT
}

function drawCloth(paper: Paper, { cloth }: ReceiptFacts, top: number): number {
  if (cloth === null) return top + PAPER.margin / 2
  let height = 0
  paper.decorate(() => {
    height = drawHem(paper.pdf, cloth, { x: 0, y: top, width: PAPER.width })
  })
  return top + height
}

/** What it is, what of it is true, and how much. */
function drawHead(paper: Paper, facts: ReceiptFacts, charity: string, top: number): number {
  const words = RECEIPT_WORDS[facts.language]
  const { amountKes, state } = facts
  const at = { x: PAPER.margin, width: INNER }
  let y = top
  const thanks = words.thanks(toCalledName(facts.giver.name)).toUpperCase()
  const heading = state === 'confirmed' ? thanks : words.headings[state]
  const put = (text: Parameters<Paper['write']>[0]) => {
    y = paper.write(text)
  }
  paper.add(paper.element('H1', () => put({ ...at, text: heading, y, size: 25, font: 'display' })))
  const lead = words.leads[state](charity)
  paper.add(paper.element('P', () => put({ ...at, text: lead, y: y + 2, size: 10.5 })))

  const amount = `KSh ${amountKes.toLocaleString('en-KE')}.00`
  const amountTop = y + 8
  const colour = STATE_COLOURS[state]
  paper.add(paper.element('P', () => put({ ...at, text: amount, y: amountTop, size: 27, font: 'display', colour })))
  if (state !== 'confirmed') strike(paper, amount, amountTop)
  const inWords = (['en', 'sw'] as const)
    .toSorted(language => (language === facts.language ? -1 : 1))
    .map(language => ({ language, text: RECEIPT_WORDS[language].only(toAmountInWords(amountKes, language)) }))
  for (const [index, { language, text }] of inWords.entries()) {
    const said = { ...at, text: index === 0 ? `${text} /` : text, y: y + (index === 0 ? 1 : 0), size: 10.5 }
    paper.add(paper.element('P', () => put(said), language))
  }
  for (const text of toDoubledSentences(facts)) {
    paper.add(paper.element('P', () => put({ ...at, text, y: y + 4, size: 9.5, font: 'strong' })))
  }
  return y
}

function strike({ pdf, decorate }: Paper, amount: string, top: number): void {
  decorate(() => {
    const width = pdf.font('display').fontSize(27).widthOfString(amount)
    pdf.rect(PAPER.margin - 3, top + 16, width + 6, 2).fill(COLOURS.ink)
  })
}

function toDoubledSentences({ doubled, language }: ReceiptFacts): string[] {
  if (doubled === null) return []
  const words = RECEIPT_WORDS[language]
  const others = doubled.others.map(toPrintable).filter(code => code !== '')
  const twice = others.length === 0 ? words.doubledUnknown : words.doubled(others.join(', '))
  return doubled.wish === null ? [twice] : [twice, words.wishes[doubled.wish]]
}

function drawLines(paper: Paper, facts: ReceiptFacts, top: number): void {
  const { pdf } = paper
  paper.decorate(() => pdf.rect(PAPER.margin, top, INNER, 1.5).fill(COLOURS.ink))
  const lines = toReceiptLines(facts)
  const room = FOOT_TOP - 8 - top
  const size = LIST_SIZES.find(one => heightOf(paper, lines, one) <= room) ?? SMALLEST
  let y = top + 4
  const items = lines.map(line => {
    const start = { y: 0 }
    const label = paper.element('Lbl', () => {
      start.y = y
      y = paper.write({ text: line.label, x: PAPER.margin, y, width: LABEL_WIDTH - 8, size, colour: COLOURS.ash })
    })
    const body = paper.element('LBody', () => {
      const value = { text: line.value, x: PAPER.margin + LABEL_WIDTH, y: start.y, width: INNER - LABEL_WIDTH, size }
      y = Math.max(y, paper.write({ ...value, font: 'strong' })) + size * LINE_GAP
    })
    return paper.group('LI', [label, body])
  })
  paper.add(paper.group('L', items))
}

function heightOf(paper: Paper, lines: readonly ReceiptLine[], size: number): number {
  const heights = lines.map(({ label, value }) => {
    const labelHeight = paper.measure({ text: label, width: LABEL_WIDTH - 8, size })
    const valueHeight = paper.measure({ text: value, width: INNER - LABEL_WIDTH, size, font: 'strong' })
    return Math.max(labelHeight, valueHeight) + size * LINE_GAP
  })
  return heights.reduce((sum, height) => sum + height, 4)
}

/** Where anybody can see whether it is genuine: for a camera, and in letters. */
function drawCheck(paper: Paper, facts: ReceiptFacts): void {
  const words = RECEIPT_WORDS[facts.language]
  const { checkUrl } = facts
  paper.figure(words.qr(checkUrl), () => drawQr(paper.pdf, checkUrl))
  const at = { x: PAPER.margin + QR_SIZE + 14, width: INNER - QR_SIZE - 14 }
  let y = FOOT_TOP + 2
  paper.add(
    paper.element('P', () => {
      y = paper.write({ ...at, text: words.check, y, size: 9.5 })
    }),
  )
  paper.add(
    paper.element('Link', () => {
      const text = checkUrl.replace(/^https?:\/\//, '')
      y = paper.write({ ...at, text, y: y + 2, size: 9.5, font: 'strong', colour: COLOURS.indigo, link: checkUrl })
    }),
  )
  if (facts.cloth === null) return
  paper.add(
    paper.element('P', () => {
      paper.write({ ...at, text: words.grain, y: y + 6, size: 8.5, colour: COLOURS.ash })
    }),
  )
}

function drawQr(pdf: PDFKit.PDFDocument, text: string): void {
  const { size, data } = encode(text, { ecc: 'M', border: 0 })
  const module = QR_SIZE / size
  const quiet = 4 * module
  pdf.rect(PAPER.margin - quiet, FOOT_TOP - quiet, QR_SIZE + 2 * quiet, QR_SIZE + 2 * quiet).fill('#ffffff')
  for (const [row, modules] of data.entries()) {
    for (let start = 0; start < size; start++) {
      if (!modules[start]) continue
      let end = start
      while (end < size && modules[end]) end += 1
      pdf.rect(PAPER.margin + start * module, FOOT_TOP + row * module, (end - start) * module, module)
      start = end
    }
  }
  pdf.fill(COLOURS.ink)
}

function drawJina(paper: Paper, { campaign }: ReceiptFacts): void {
  const text = toPrintable(campaign.jina).toUpperCase()
  if (text === '') return
  const at = { x: PAPER.margin, y: PAPER.height - PAPER.margin - 4, width: INNER, size: 8 }
  paper.add(paper.element('P', () => paper.write({ ...at, text, font: 'strong', colour: COLOURS.laterite }), 'sw'))
}
