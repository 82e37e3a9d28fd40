// A start from beginning to end: check, migrate, build, run, tell where everything is, stop.

import process from 'node:process'
import { nowMs } from '../clock.ts'
import { toJsonText } from '../escape.ts'
import { CommandFailure, EXIT_DONE, EXIT_FAILED, type ExitCode } from '../failure.ts'
import type { Invocation } from '../invocation.ts'
import { toAddresses, toAddressLines } from './addresses.ts'
import { buildSite } from './build-site.ts'
import { prepareDatabase } from './database.ts'
import { createNarrator, type Narrator } from './narrator.ts'
import { planProcesses, toChildEnvironment } from './plans.ts'
import { prepare } from './preparation.ts'
import { listenForStop, type StopRequests } from './stop-requests.ts'
import { type GivenUp, startSupervisor } from './supervisor.ts'

/** What a shell reports of a command that Ctrl-C has ended. */
const EXIT_FORCED = 130

/**
 * Runs until stopped.
 * @returns 0 where it was asked to stop
 * @throws {CommandFailure} where it cannot start, with every problem
 */
export async function start(invocation: Invocation): Promise<ExitCode> {
  const stop = listenForStop(nowMs)
  // What has been started notices that this process is gone, and stops.
  stop.onForced(() => process.exit(EXIT_FORCED))
  try {
    return await startUntilStopped(invocation, stop)
  } finally {
    stop.close()
  }
}

async function startUntilStopped({ terminal, root, isJson }: Invocation, stop: StopRequests): Promise<ExitCode> {
  const { configuration, environment } = await prepare(root, terminal.environment, terminal.err)
  const database = await prepareDatabase(configuration, root)
  for (const sentence of database.done) terminal.err(sentence)

  const childEnvironment = toChildEnvironment(environment)
  const siteBuild = await buildSite({
    root,
    environment: childEnvironment,
    signal: stop.signal,
    onProgress: line => terminal.err(line),
  })
  if (siteBuild === null) return EXIT_DONE

  const narrator = createNarrator(configuration, terminal.paint, isJson ? terminal.err : terminal.out)
  const plans = planProcesses(configuration, { root, environment: childEnvironment, siteBuild })
  const supervisor = startSupervisor(plans, narrator)
  stop.onForced(() => {
    supervisor.kill()
    process.exit(EXIT_FORCED)
  })
  const stopped = new Promise<'stopped'>(resolve => {
    if (stop.signal.aborted) resolve('stopped')
    stop.signal.addEventListener('abort', () => resolve('stopped'))
  })

  let end = await Promise.race([stopped, supervisor.givenUp, supervisor.ready])
  const isReady = end === undefined
  if (end === undefined) {
    const addresses = toAddresses(configuration, root, database.campaign)
    if (isJson) terminal.out(toJsonText(addresses, terminal.isInteractive))
    else for (const line of toAddressLines(addresses, terminal)) terminal.out(line)
    end = await Promise.race([stopped, supervisor.givenUp])
  }

  if (end === 'stopped') terminal.err('Stopping…')
  await supervisor.stop()
  if (end === 'stopped') {
    terminal.err('Stopped.')
    return EXIT_DONE
  }
  const message = explainGivenUp(end, narrator)
  // With --json one value has been printed already, and one it must stay.
  if (!isReady) throw new CommandFailure('cannot-start', message)
  terminal.err(message)
  return EXIT_FAILED
}

function explainGivenUp({ name, because, lastWords }: GivenUp, narrator: Narrator): string {
  const words = lastWords.map(line => narrator.toReadable(name, line)).filter(line => line !== '')
  const said = words.length === 0 ? 'It said nothing.' : `Its last words:\n${words.map(word => `  ${word}`).join('\n')}`
  return `The ${name} ${because}, so everything is stopped. ${said}`
}
