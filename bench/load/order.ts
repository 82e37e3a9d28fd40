// What the load process is asked to do, and what it answers.

export interface LoadOrder {
  readonly port: number
  readonly connections: number
  readonly warmUpMs: number
  readonly measureMs: number
  /** The first gift nobody has sent a callback about yet. */
  readonly firstGift: number
  /** How many may be used; further ones are not in the books. */
  readonly gifts: number
  /** The same ones may be sent again: whoever takes them keeps nothing. */
  readonly isRepeatable: boolean
  /** `payment`: each gift's own door · `tutorial`: the door all share, with the header its handler looks at · `page`: a page is fetched */
  readonly kind: 'payment' | 'tutorial' | 'page'
  /** Of `page`. */
  readonly path?: string
}

export interface LoadResult {
  /** Gifts used, in the warm-up too. */
  readonly used: number
  /** Answered with 200, in the warm-up too. */
  readonly acknowledged: number
  /** Answered otherwise. */
  readonly refused: number
  /** Within the measured time. */
  readonly answered: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** The gifts were used up before the time was: this measures nothing. */
  readonly isShort: boolean
}

/** What it says on the way. */
export type LoadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'began' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'result'; readonly result: LoadResult }
  | { readonly kind: 'failed'; readonly because: string }
