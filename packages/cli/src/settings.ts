// The settings a command works with: `.env` and the environment, read and checked once.

import { type Configuration, type Environment, readConfiguration, readEnvironment } from '@harambee/payments'
import { CommandFailure } from './failure.ts'

type MakeDemoSecrets = Parameters<typeof readConfiguration>[1]

/** `.env` in the root beneath the process's own variables. @throws {CommandFailure} where the file cannot be read */
export function loadEnvironment(root: string, real: Environment): Environment {
  try {
    return readEnvironment(root, real)
  } catch (error) {
    const why = (error as { code?: unknown }).code ?? 'unreadable'
    throw new CommandFailure(
      'configuration',
      `${root}/.env cannot be read (${String(why)}): make it a file this user may read, or remove it.`,
    )
  }
}

/** @throws {CommandFailure} listing every problem */
export function loadConfiguration(environment: Environment, demoSecrets: MakeDemoSecrets): Configuration {
  const read = readConfiguration(environment, demoSecrets)
  if ('configuration' in read) return read.configuration
  throw new CommandFailure('configuration', toNumberedList('The configuration', read.problems), {
    problems: read.problems,
  })
}

/** `The configuration has 2 problems:` and the problems, numbered, one a line. */
export function toNumberedList(what: string, problems: readonly string[]): string {
  const heading = `${what} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:`
  return [heading, ...problems.map((problem, index) => `  ${index + 1}. ${problem}`)].join('\n')
}
