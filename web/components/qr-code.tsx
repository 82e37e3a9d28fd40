// A QR code as one path: sharp at any size, and nothing is asked of anybody else. Its rows are drawn as strokes one module
// high, a stroke for each run of dark modules: a receipt is a third smaller than with a square for every module.

import { encode } from 'uqr'

/** Blank modules round it, as the standard wants. */
const QUIET = 4

export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET })
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path className="qr-ground" d={`M0 0h${size}v${size}h-${size}z`} />
      <path stroke="#000" d={data.map(toStrokes).join('')} />
    </svg>
  )
}

/** The dark runs of one row, along its middle. Each begins where the pen was left. */
function toStrokes(row: readonly boolean[], y: number): string {
  let penX: number | null = null
  let strokes = ''
  for (let x = 0; x < row.length; ) {
    const end = row.indexOf(!row[x], x)
    const next = end === -1 ? row.length : end
    if (row[x]) {
      strokes += `${penX === null ? `M${x} ${y}.5` : `m${x - penX} 0`}h${next - x}`
      penX = next
    }
    x = next
  }
  return strokes
}
