// `harambee simulate`: the stand-in Safaricom alone, for programs of one's own.

import { once } from 'node:events'
import { nowMs } from '../clock.ts'
import { escapeControls, toJsonText } from '../escape.ts'
import { CommandFailure, EXIT_DONE, type ExitCode, UsageProblem } from '../failure.ts'
import { type Call, type Invocation, perform } from '../invocation.ts'
import { readInteger } from '../option-values.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { readServing } from '../serving.ts'
import { loadEnvironment } from '../settings.ts'
import { findPortProblems, toSimulatorHost } from '../start/ports.ts'
import { listenForStop } from '../start/stop-requests.ts'
import { toClock } from '../start/story.ts'

interface SimulateOptions {
  readonly port?: string
  readonly seed?: string
  readonly tls?: boolean
}

const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_PORT = 4010
const MOST_PORT = 65_535

export function addSimulateCommand(program: Command, call: Call): void {
  const command = addCommand(program, 'simulate', 'Run the simulator alone: a stand-in Safaricom with virtual phones')
    .option('--port <port>', 'where it listens (SIMULATOR_PORT, or 4010)')
    .option('--seed <seed>', 'the same seed gives the same receipt numbers, such as 0x1f')
    .option('--tls', 'serve https, with a certificate of its own making')
  withExamples(command, ['harambee simulate', 'harambee simulate --port 4100 --seed 0x1f'])
  command.action(perform(call, simulate))
}

/** Runs until stopped. */
async function simulate(invocation: Invocation, options: SimulateOptions): Promise<ExitCode> {
  const { terminal, root, isJson } = invocation
  const environment = loadEnvironment(root, terminal.environment)
  const serving = readServing(environment)
  const host = toSimulatorHost(serving?.host ?? DEFAULT_HOST)
  const port =
    options.port === undefined
      ? (serving?.simulatorPort ?? DEFAULT_PORT)
      : readInteger('--port', options.port, 1, MOST_PORT)
  const seed = options.seed === undefined ? undefined : readSeed(options.seed)

  const [problem] = await findPortProblems([{ variable: 'SIMULATOR_PORT', port, host }])
  if (problem !== undefined) throw new CommandFailure('cannot-start', `${problem} Or name one with --port.`)

  const stop = listenForStop(nowMs)
  try {
    const say = isJson ? terminal.err : terminal.out
    // Loaded here: no other command needs it.
    const { startSimulator } = await import('@harambee/simulator')
    const running = await startSimulator({
      host,
      port,
      ...(seed !== undefined && { seed }),
      ...(environment.SIMULATOR_PASSKEY !== undefined && { passkey: environment.SIMULATOR_PASSKEY }),
      tls: options.tls === true,
      onEvent: ({ at, sentence }) => say(`${terminal.paint.dim(toClock(at))}  ${escapeControls(sentence)}`),
    })
    const { url, certificate, simulator } = running
    if (isJson) {
      terminal.out(toJsonText({ url, port: running.port, seed: simulator.seed, certificate }, terminal.isInteractive))
    } else {
      terminal.out(`A stand-in Safaricom answers at ${url} (seed ${simulator.seed}); no real money moves.`)
      terminal.out('Its phones are on that page, too. Ctrl-C stops it.')
      if (certificate !== null) terminal.out(`Clients have to trust this certificate:\n${certificate.trim()}`)
    }
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
    await running.close()
    return EXIT_DONE
  } finally {
    stop.close()
  }
}

function readSeed(text: string): string {
  if (/^(?:0x[0-9a-f]{1,16}|\d{1,19})$/i.test(text)) return text
  throw new UsageProblem(`--seed ${text}: use a whole number below 2^64, such as 31 or 0x1f.`)
}
