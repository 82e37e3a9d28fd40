// How long a test may go on: short in `npm test`, and in the long form (`npm run soak`) for the minutes it is given.

/** Minutes of the long form; 0 in `npm test`. */
export const SOAK_MINUTES = Number(process.env.HARAMBEE_SOAK_MINUTES ?? 0)
export const IS_SOAK = SOAK_MINUTES > 0
