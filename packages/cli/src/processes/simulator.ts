// The simulator as a process beside the demo: a stand-in Safaricom whose ledger survives the process.

import { once } from 'node:events'
import process from 'node:process'
import { createLog, readConfiguration, readEnvironment, toErrorText } from '@harambee/payments'
import { type EventType, startSimulator } from '@harambee/simulator'
import { nowMs } from '../clock.ts'
import { NO_SECRETS } from '../serving.ts'
import { toSimulatorAccount } from '../simulator-account.ts'
import { JOURNAL_VARIABLE } from '../start/plans.ts'
import { toSimulatorHost } from '../start/ports.ts'
import { listenForStop } from '../start/stop-requests.ts'

/** Told at every step of every gift, these would drown the story. The simulator's own page shows them. */
const QUIET: ReadonlySet<EventType> = new Set(['request', 'message', 'subscriber'])

const environment = readEnvironment(process.cwd(), process.env)
const read = readConfiguration(environment, NO_SECRETS)
if ('problems' in read) {
  console.error(read.problems.join('\n'))
  process.exit(1)
}
const { daraja, serving } = read.configuration
const log = createLog('simulator', serving.logLevel)
const stop = listenForStop(nowMs)

process.on('uncaughtException', error => {
  log.error('the simulator stops because of a bug', { error: toErrorText(error), stack: error.stack })
  process.exit(1)
})

try {
  const journalPath = environment[JOURNAL_VARIABLE]
  const running = await startSimulator({
    host: toSimulatorHost(serving.host),
    port: serving.simulatorPort,
    ...(journalPath !== undefined && { journalPath }),
    ...toSimulatorAccount(daraja),
    onEvent({ type, sentence }) {
      if (type === 'warning') log.warn(sentence)
      else if (!QUIET.has(type)) log.story(sentence)
    },
  })
  log.info('the simulator is ready', { port: running.port, seed: running.simulator.seed })

  if (!stop.signal.aborted) await once(stop.signal, 'abort')
  await running.close()
  process.exit(0)
} catch (error) {
  log.error('the simulator cannot run', { error: toErrorText(error) })
  process.exit(1)
}
