// What has to be closed, stopped or deleted at the end, in the order it needs: what was opened last is closed first. A test's
// own `after` runs them the other way round, and leaves the rest undone where one fails.

/** A test's context, or whatever runs clean-ups at the end. */
export interface CleanUps {
  after(cleanUp: () => unknown): unknown
}

/** Clean-ups that all run, once, when `run` is called. */
export function gatherCleanUps(): CleanUps & { run(): Promise<void> } {
  const cleanUps: (() => unknown)[] = []
  return {
    after: cleanUp => cleanUps.push(cleanUp),
    async run() {
      const problems: unknown[] = []
      for (let next = cleanUps.pop(); next; next = cleanUps.pop()) {
        try {
          await next()
        } catch (error) {
          problems.push(error)
        }
      }
      if (problems.length > 0) throw new AggregateError(problems, 'not everything could be cleaned up')
    },
  }
}

/** Those of one test. */
export function lastFirst(context: CleanUps): CleanUps {
  const cleanUps = gatherCleanUps()
  context.after(() => cleanUps.run())
  return cleanUps
}
