// The hem of the cloth on paper: sixty grains, printed as far as the campaign had come with this gift, and the gift's own
// grain in maize.

import { GRAIN_CELL, GRAIN_PATHS } from './grain.ts'
import { COLOURS } from './receipt-paper.ts'
import { GRAINS, toPrinted } from './to-printed.ts'

interface Cloth {
  readonly raisedKes: number
  readonly goalKes: number
}

/** @returns how tall it is */
export function drawHem(
  pdf: PDFKit.PDFDocument,
  { raisedKes, goalKes }: Cloth,
  place: { readonly x: number; readonly y: number; readonly width: number },
): number {
  const cell = place.width / GRAINS
  const scale = cell / GRAIN_CELL.width
  const printed = Math.max(1, toPrinted(raisedKes, goalKes))
  for (let grain = 0; grain < GRAINS; grain++) {
    pdf
      .save()
      .translate(place.x + grain * cell, place.y)
      .scale(scale)
    if (grain >= printed) drawOpen(pdf)
    else drawPrinted(pdf, grain === printed - 1)
    pdf.restore()
  }
  return GRAIN_CELL.height * scale
}

/** The colours of the page's cloth: what is printed in laterite, what is one's own in ink and maize. */
function drawPrinted(pdf: PDFKit.PDFDocument, isOwn: boolean): void {
  const { ink, maize, laterite, paper } = COLOURS
  const [ground, grain, seed] = isOwn ? [ink, maize, laterite] : [laterite, paper, ink]
  pdf.path(GRAIN_PATHS.ground).fill(ground)
  pdf.path(GRAIN_PATHS.teeth + GRAIN_PATHS.grain).fill(grain)
  pdf.path(GRAIN_PATHS.seed).fill(seed)
}

function drawOpen(pdf: PDFKit.PDFDocument): void {
  pdf.path(GRAIN_PATHS.teeth).fill(COLOURS.rule)
  pdf.path(GRAIN_PATHS.open).lineWidth(0.7).stroke(COLOURS.laterite)
}
