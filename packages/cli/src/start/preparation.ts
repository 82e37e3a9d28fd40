// Everything that has to be right before anything runs. All problems are found at once, each with what to do.

import { type Configuration, type Environment, loadDemoSecrets, readConfiguration } from '@harambee/payments'
import { CommandFailure } from '../failure.ts'
import { isDemo, NO_SECRETS, readServing } from '../serving.ts'
import { loadEnvironment, toNumberedList } from '../settings.ts'
import { findFolderProblem, toDataFolder } from './data-folder.ts'
import { findPortProblems, listPorts, waitForEarlierStart } from './ports.ts'

export interface Preparation {
  readonly configuration: Configuration
  readonly environment: Environment
}

/**
 * @param tell says what is waited for
 * @throws {CommandFailure} listing every problem
 */
export async function prepare(root: string, real: Environment, tell: (sentence: string) => void): Promise<Preparation> {
  const environment = loadEnvironment(root, real)
  const { problems, configuration } = await findProblems(root, environment, tell)
  if (configuration && problems.length === 0) return { configuration, environment }
  throw new CommandFailure('cannot-start', toNumberedList('Harambee cannot start: the set-up', problems), { problems })
}

async function findProblems(
  root: string,
  environment: Environment,
  tell: (sentence: string) => void,
): Promise<{ problems: string[]; configuration: Configuration | null }> {
  const serving = readServing(environment)
  const folder = serving ? toDataFolder(serving.databaseUrl, root, isDemo(environment)) : null
  const folderProblem = folder === null ? null : findFolderProblem(folder)

  // Where the folder cannot be written, making secrets in it would fail for the same reason once more.
  const makeSecrets = folderProblem ? NO_SECRETS : (databaseUrl: string) => loadDemoSecrets(databaseUrl, root)
  const read = readConfiguration(environment, makeSecrets)
  const configuration = 'configuration' in read ? read.configuration : null
  const problems = 'problems' in read ? [...read.problems] : []

  if (folderProblem) problems.push(folderProblem)
  if (serving) {
    const ports = listPorts(serving, isDemo(environment))
    await waitForEarlierStart(ports, () =>
      tell('An earlier start still holds the ports; waiting a moment for it to stop …'),
    )
    problems.push(...(await findPortProblems(ports)))
  }
  return { problems, configuration }
}
