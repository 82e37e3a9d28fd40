// The half of the engine that answers: it stores callbacks and drains none of them, so that storing can be measured alone.
// With `BENCH_PART=each` every callback has a commit of its own, to see what sharing one is worth.

import {
  createLog,
  createPorts,
  type Database,
  openDatabase,
  openEngine,
  readConfiguration,
  SILENT_LOG,
} from '@harambee/payments'

const folder = process.cwd()
const read = readConfiguration(process.env, () => ({ harambeeSecret: '', callbackSecretKey: '' }))
if ('problems' in read) throw new Error(read.problems.join('\n'))
const { configuration } = read
const { host, callbackPort, databaseUrl, logLevel } = configuration.serving

const ports = createPorts({ transport: () => Promise.reject(new Error('nobody is asked')), log: SILENT_LOG })
const opened = openDatabase(databaseUrl, folder, ports)
const database = process.env.BENCH_PART === 'each' ? committingEach(opened) : opened
const engine = await openEngine(configuration, { folder, log: createLog('engine', logLevel), database })
engine.createListener({ kick() {}, drain() {}, async stop() {} }).listen(callbackPort, host)

function committingEach(whole: Database): Database {
  return {
    ...whole,
    // Spreading would read it once.
    get inFlight() {
      return whole.inFlight
    },
    async insertCallbacks(rows) {
      const results: (Error | null)[] = []
      for (const row of rows) results.push(...(await whole.insertCallbacks([row])))
      return results
    },
  }
}
