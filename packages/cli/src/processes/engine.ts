// The engine as a process: the callback listener and the worker, until asked to stop.

import { once } from 'node:events'
import type { Server } from 'node:http'
import process from 'node:process'
import {
  createLog,
  createReceiptAttachments,
  loadDemoSecrets,
  openEngineWhenReachable,
  readConfiguration,
  readEnvironment,
  toErrorText,
} from '@harambee/payments'
import { nowMs, pause } from '../clock.ts'
import { listenForStop } from '../start/stop-requests.ts'

/** Connections that wait to be accepted: when thousands come at once, the one of a real callback is not dropped for them. */
const BACKLOG = 4_096
/** Requests under way when stopping are given this long to finish. */
const FINISH_MS = 2_500
/** How often connections that have finished are closed meanwhile. */
const LOOK_EVERY_MS = 50
/** In this time, everything is taken in that had arrived when the process was asked to stop; a turn may accept only one. */
const ARRIVED_MS = 200
const ARRIVED_TURNS = 64
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
  const engine = await openEngineWhenReachable(configuration, { folder: root, log, signal: stop.signal, pause })
  const worker = engine.startWorker()
  const sender = engine.messages.startSender(createReceiptAttachments(engine))
  const listener = engine.createListener(worker)
  const { host, callbackPort } = configuration.serving
  listener.listen({ port: callbackPort, host, backlog: BACKLOG })
  await once(listener, 'listening')
  log.info('listening for callbacks', { host, port: callbackPort })

  if (!stop.signal.aborted) await once(stop.signal, 'abort')
  // A question to Daraja may still wait for its answer: it is asked again after the next start.
  setTimeout(() => process.exit(0), STOP_MS).unref()
  const sent = sender.stop()
  await finishRequests(listener)
  // What was stored last is drained as well: the kick starts a round, and stopping waits for it.
  worker.kick()
  await new Promise(resolve => setImmediate(resolve))
  await sent
  await engine.close()
  process.exit(0)
} catch (error) {
  log.error('the engine cannot run', { error: toErrorText(error) })
  process.exit(1)
}

/** Takes no more connections, lets requests under way finish, and then closes what is left. */
async function finishRequests(listener: Server): Promise<void> {
  // Whoever is answered from now on is told to come back on another connection.
  listener.prependListener('request', (_request, response) => response.setHeader('connection', 'close'))
  // On a busy machine connections wait to be accepted and requests to be read: closing now would refuse what has arrived.
  await pause(ARRIVED_MS)
  for (let turn = 0; turn < ARRIVED_TURNS; turn++) await new Promise(resolve => setImmediate(resolve))

  const closed = new Promise<void>(resolve => listener.close(() => resolve()))
  const finishing = new AbortController()
  void closed.then(() => finishing.abort())
  for (let waitedMs = 0; waitedMs < FINISH_MS && !finishing.signal.aborted; waitedMs += LOOK_EVERY_MS) {
    listener.closeIdleConnections()
    await pause(LOOK_EVERY_MS, finishing.signal)
  }
  listener.closeAllConnections()
}
