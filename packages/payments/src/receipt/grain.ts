// The grain of the cloth as paths: on pages and on receipts alike. "Little by little fills the measure."

/** One cell, in the units of the drawing. */
export const GRAIN_CELL = { width: 10, height: 36 } as const

/** Paths in SVG's notation; `ground` is what is printed, the others are left out of it or drawn on it. */
export const GRAIN_PATHS = {
  ground: 'M0 0H10V36H0Z',
  teeth: 'M0 0H10L5 5ZM0 36H10L5 31Z',
  grain: 'M5 9C8.4 14 8.4 22 5 27 1.6 22 1.6 14 5 9Z',
  seed: 'M5 13C6.6 16 6.6 20 5 23 3.4 20 3.4 16 5 13Z',
  /** The outline of a grain that is still to be printed. */
  open: 'M5 7.5C8.8 13 8.8 23 5 28.5 1.2 23 1.2 13 5 7.5Z',
} as const
