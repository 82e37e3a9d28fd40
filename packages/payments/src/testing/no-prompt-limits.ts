// Limits nobody reaches, for tests that ask the same phones and addresses for gift after gift. What the limits do has tests
// of its own.

/** Environment variables. */
export const NO_PROMPT_LIMITS = {
  PROMPT_LIMIT_PER_PHONE: '1000/48h',
  PROMPT_LIMIT_PER_ADDRESS: '100000/48h',
  PROMPT_LIMIT_OVERALL: '100000/1m',
} as const
