// How far a hem of sixty grains is printed.

/** Grains in one hem: each is a sixtieth of the goal. */
export const GRAINS = 60

/** How many grains an amount prints: the first shilling prints one, the last only a full goal. */
export function toPrinted(raisedKes: number, goalKes: number): number {
  if (raisedKes <= 0) return 0
  const share = Math.floor((raisedKes / goalKes) * GRAINS)
  return Math.min(GRAINS, Math.max(1, share))
}
