// The grain: sixty of them make a collection. "Little by little fills the measure."

/** One cell, in the units of the drawing. */
export const CELL = { width: 10, height: 36 } as const

const TEETH = 'M0 0H10L5 5ZM0 36H10L5 31Z'
const GRAIN = 'M5 9C8.4 14 8.4 22 5 27 1.6 22 1.6 14 5 9Z'
const SEED = 'M5 13C6.6 16 6.6 20 5 23 3.4 20 3.4 16 5 13Z'
const OPEN = 'M5 7.5C8.8 13 8.8 23 5 28.5 1.2 23 1.2 13 5 7.5Z'

/** A printed grain: solid colour with the grain left out, as a printing block does it. */
export function PrintedGrain() {
  return (
    <>
      <path className="ground" d="M0 0H10V36H0Z" />
      <path className="grain" d={TEETH + GRAIN} />
      <path className="seed" d={SEED} />
    </>
  )
}

/** A grain still to be printed: its outline. */
export function OpenGrain() {
  return (
    <>
      <path className="teeth" d={TEETH} />
      <path className="open-line" d={OPEN} />
    </>
  )
}
