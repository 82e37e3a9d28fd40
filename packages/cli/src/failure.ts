// The two ways a command ends badly. Both say what to do.

/** Something is not as it has to be: exit code 1. `code` is for scripts, the message for people. */
export class CommandFailure extends Error {
  readonly code: string
  /** Printed beside `error` with `--json`: what is known all the same. */
  readonly facts: Readonly<Record<string, unknown>>

  constructor(code: string, message: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'CommandFailure'
    this.code = code
    this.facts = facts
  }
}

/** The command was not written as it has to be: exit code 2. */
export class UsageProblem extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageProblem'
  }
}

export const EXIT_DONE = 0
export const EXIT_FAILED = 1
export const EXIT_USAGE = 2
export type ExitCode = typeof EXIT_DONE | typeof EXIT_FAILED | typeof EXIT_USAGE
