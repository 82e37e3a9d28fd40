'use client'

// The pindo as a strip of sixty grains: on a campaign it is the progress, on a receipt it is the cloth with the giver's
// own grain in maize. The words beside it say the same; the drawing is for the eye alone. A part of the browser's script,
// though nothing in it moves: so a page carries the drawing once, and not a second time as data for the script.

import { CELL, OpenGrain, PrintedGrain } from './grain.tsx'
import { GRAINS } from './to-printed.ts'

interface Props {
  /** How many of the sixty are printed. */
  readonly printed: number
  /** The giver's own grain, counted from 0; null where nobody's is marked. */
  readonly own?: number | null
  /** In how many rows they lie, from the top left as one writes. */
  readonly rows?: number
  /** Tells two strips on one page apart. */
  readonly name: string
}

export function PindoStrip({ printed, own = null, rows = 1, name }: Props) {
  const perRow = GRAINS / rows
  const width = perRow * CELL.width
  const printedRows = Array.from({ length: rows }, (_, row) => ({
    top: row * CELL.height,
    width: Math.min(perRow, Math.max(0, printed - row * perRow)) * CELL.width,
  }))
  return (
    <svg
      className={`pindo-strip pindo-rows-${rows}`}
      viewBox={`0 0 ${width} ${rows * CELL.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <pattern id={`${name}-printed`} width={CELL.width} height={CELL.height} patternUnits="userSpaceOnUse">
        <PrintedGrain />
      </pattern>
      <pattern id={`${name}-open`} width={CELL.width} height={CELL.height} patternUnits="userSpaceOnUse">
        <OpenGrain />
      </pattern>
      <rect width={width} height={rows * CELL.height} fill={`url(#${name}-open)`} />
      {printedRows.map(row =>
        row.width === 0 ? null : (
          <g key={row.top}>
            <rect className="unprinted" y={row.top} width={row.width} height={CELL.height} />
            <rect y={row.top} width={row.width} height={CELL.height} fill={`url(#${name}-printed)`} />
          </g>
        ),
      )}
      {own === null ? null : (
        <g
          className="own"
          transform={`translate(${(own % perRow) * CELL.width} ${Math.floor(own / perRow) * CELL.height})`}
        >
          <PrintedGrain />
        </g>
      )}
    </svg>
  )
}
