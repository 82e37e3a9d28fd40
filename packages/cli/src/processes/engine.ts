// The engine as a process: the callback listener and the worker, until asked to stop.

import { once } from 'node:events'
import type { Server } from 'node:http'
import process from 'node:process'
import {
  createLog,
  loadDemoSecrets,
  openEngine,
  readConfiguration,
  readEnvironment,
  toErrorText,
} from '@harambee/payments'
import { nowMs, pause } from '../clock.ts'
import { listenForStop } from '../start/stop-requests.ts'

/** Requests under way when stopping are given this long to finish. */
const FINISH_MS = 2_500
/** Whatever hangs, the process is gone after this. */
const STOP_MS = 5_000

const root = process.cwd()
const read = readConfiguration(readEnvironment(root, process.env), databaseUrl => loadDemoSecrets(databaseUrl, root))
if ('problems' in read) {
  console.error(read.problems.join('\n'))
  process.exit(1)
}
const { configuration } = read
const log = createLog('engine', configuration.serving.logLevel)
const stop = listenForStop(nowMs)

// A bug leaves the process in a state nobody has thought about: it ends, and its successor starts from the database.
process.on('uncaughtException', error => {
  log.error('the engine stops because of a bug', { error: toErrorText(error), stack: error.stack })
  process.exit(1)
})

try {
  const engine = await openEngine(configuration, { folder: root, log })
  const worker = engine.startWorker()
  const listener = engine.createListener(worker)
  const { host, callbackPort } = configuration.serving
  listener.listen(callbackPort, host)
  await once(listener, 'listening')
  log.info('listening for callbacks', { host, port: callbackPort })

  if (!stop.signal.aborted) await once(stop.signal, 'abort')
  // A question to Daraja may still wait for its answer: it is asked again after the next start.
  setTimeout(() => process.exit(0), STOP_MS).unref()
  await finishRequests(listener)
  // What was stored last is drained as well: the kick starts a round, and stopping waits for it.
  worker.kick()
  await new Promise(resolve => setImmediate(resolve))
  await engine.close()
  process.exit(0)
} catch (error) {
  log.error('the engine cannot run', { error: toErrorText(error) })
  process.exit(1)
}

/** Takes no more connections, lets requests under way finish, and then closes what is left. */
async function finishRequests(listener: Server): Promise<void> {
  const closed = new Promise<void>(resolve => listener.close(() => resolve()))
  listener.closeIdleConnections()
  const waiting = new AbortController()
  await Promise.race([closed, pause(FINISH_MS, waiting.signal)])
  waiting.abort()
  listener.closeAllConnections()
}
