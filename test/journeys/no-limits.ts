// Limits nobody reaches, for worlds that ask the same phones and addresses for gift after gift. What the limits do is the
// business of test/attacks and of the engine's own tests.

export const NO_LIMITS = {
  PROMPT_LIMIT_PER_PHONE: '1000/48h',
  PROMPT_LIMIT_PER_ADDRESS: '100000/48h',
  PROMPT_LIMIT_OVERALL: '100000/1m',
} as const
