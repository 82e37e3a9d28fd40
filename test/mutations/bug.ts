// A bug somebody could have made: what it is, the few lines that make it, and who has to notice.

/** One change to one file, in the words of the file as it is. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string
  /** Stands in the file exactly once. */
  readonly find: string
  readonly replace: string
}

/** A test of this repository, by its file and its name, or how that begins. */
export interface TestCase {
  readonly file: string
  readonly test: string
}

export interface Bug {
  /** A few words with hyphens, as given to `run.ts`. */
  readonly name: string
  /** One line for people. */
  readonly what: string
  readonly patch: readonly Edit[]
  /** `simulation`: a world of test/simulation ends in a violation. Else the test that has to fail. */
  readonly caughtBy: 'simulation' | TestCase
  /** Worlds that show it are rare: where none comes up, this test has to fail. */
  readonly alsoCaughtBy?: TestCase
}

/** The files a bug is in. */
export function listFiles({ patch }: Pick<Bug, 'patch'>): string[] {
  return [...new Set(patch.map(({ file }) => file))]
}

/**
 * The file with the bug in it.
 * @throws where a line to be changed is not there, or not only once: the file has changed, and the bug has to follow it
 */
export function addBug(bug: Bug, file: string, text: string): string {
  return bug.patch
    .filter(edit => edit.file === file)
    .reduce((before, { find, replace }) => {
      const times = before.split(find).length - 1
      if (times !== 1) {
        throw new Error(
          `The bug "${bug.name}" does not fit ${file} any more: what it changes stands there ${times} times. ` +
            `Write its patch anew, for the file as it is:\n${find}`,
        )
      }
      return before.replace(find, () => replace)
    }, text)
}
