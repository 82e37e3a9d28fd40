// Why something on a pledge's page did not work, carried in its query: the kind, and nothing typed.

const PROBLEMS = ['prompt-open', 'limit', 'amount', 'other'] as const
export type PledgeFailure = (typeof PROBLEMS)[number]

/** Whatever nobody here wrote is no problem. */
export function readPledgeProblem(value: string | string[] | undefined): PledgeFailure | null {
  return PROBLEMS.find(problem => problem === value) ?? null
}
