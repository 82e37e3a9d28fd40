// The grain: sixty of them make a collection. "Little by little fills the measure."

import { GRAIN_CELL, GRAIN_PATHS } from '@harambee/payments'

/** One cell, in the units of the drawing. */
export const CELL = GRAIN_CELL

const { ground, teeth, grain, seed, open } = GRAIN_PATHS

/** A printed grain: solid colour with the grain left out, as a printing block does it. */
export function PrintedGrain() {
  return (
    <>
      <path className="ground" d={ground} />
      <path className="grain" d={teeth + grain} />
      <path className="seed" d={seed} />
    </>
  )
}

/** A grain still to be printed: its outline. */
export function OpenGrain() {
  return (
    <>
      <path className="teeth" d={teeth} />
      <path className="open-line" d={open} />
    </>
  )
}
