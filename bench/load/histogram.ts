// How long answers took, in buckets each 1 % wider than the one before: exact enough for ratios, and small.

export interface Histogram {
  add(ms: number): void
  /** In milliseconds. @param share e.g. 0.99 */
  quantile(share: number): number
  readonly count: number
}

const SMALLEST_MS = 0.01
const GROWTH = Math.log(1.01)
/** Up to minutes. */
const BUCKETS = 2_000

export function createHistogram(): Histogram {
  const buckets = new Uint32Array(BUCKETS)
  let count = 0
  return {
    add(ms) {
      const bucket = Math.floor(Math.log(Math.max(ms, SMALLEST_MS) / SMALLEST_MS) / GROWTH)
      const index = Math.min(bucket, BUCKETS - 1)
      buckets[index] = (buckets[index] ?? 0) + 1
      count += 1
    },
    quantile(share) {
      let left = Math.ceil(count * share)
      for (const [bucket, size] of buckets.entries()) {
        left -= size
        if (left <= 0) return SMALLEST_MS * Math.exp((bucket + 1) * GROWTH)
      }
      return Number.NaN
    },
    get count() {
      return count
    },
  }
}
