// What one look of the doctor finds.

export interface Check {
  /** In kebab-case, for scripts. */
  readonly name: string
  readonly ok: boolean
  /** One or two sentences: what is the case. */
  readonly message: string
  /** What to do, or would be good to do; null where there is nothing. */
  readonly fix: string | null
}

export function well(name: string, message: string): Check {
  return { name, ok: true, message, fix: null }
}

export function ill(name: string, message: string, fix: string): Check {
  return { name, ok: false, message, fix }
}

/** Nothing is wrong, and something would be good to do. */
export function hint(name: string, message: string, fix: string): Check {
  return { name, ok: true, message, fix }
}
