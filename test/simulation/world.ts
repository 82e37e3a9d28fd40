// A world: engines, Safaricom, wires and people on one clock. First there is trouble, and after every event everything
// that must hold is looked at; then the trouble ends, and everything has to come right by itself.

import {
  type Configuration,
  demoCampaign,
  type Engine,
  migrate,
  openEngine,
  readConfiguration,
  SILENT_LOG,
} from '@harambee/payments'
import { createSimulator, NO_FAULTS, type Simulator } from '@harambee/simulator'
import { checkPrompts } from './check-prompts.ts'
import { checkQuiescence, isQuiet } from './check-quiescence.ts'
import { createChecker, Violation } from './check-safety.ts'
import { createDice } from './dice.ts'
import { FaultCounts } from './fault-counts.ts'
import { createNetwork, type Network, readPaymentId } from './network.ts'
import { drawOptions, type WorldOptions } from './options.ts'
import { CONFIRMATION_URLS, releasePeople, SECURITY_KEY } from './people.ts'
import { createProcess, type SimulatedProcess } from './process.ts'
import { createScheduler } from './scheduler.ts'
import { openSharedDatabase, type SharedDatabase } from './shared-database.ts'
import { createTrace } from './trace.ts'
import { createTrouble } from './trouble.ts'
import { createTruth } from './truth.ts'

/** What came of a world. */
export interface Outcome {
  readonly seed: bigint
  readonly options: WorldOptions
  /** Equal worlds, equal hashes. */
  readonly traceHash: string
  readonly events: number
  readonly payments: number
  readonly faults: FaultCounts
  /** What was found wrong; null: nothing. */
  readonly violation: string | null
  /** The last things that happened, oldest first. */
  readonly tail: readonly string[]
  /** What the books say at the end. */
  readonly books: Books
}

/** Every payment, and every line of history, as the database has them; without what is sealed. */
export interface Books {
  readonly payments: readonly Readonly<Record<string, unknown>>[]
  readonly history: readonly Readonly<Record<string, unknown>>[]
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
/** Open payments are final or in review within a day of the end of trouble; callbacks may be more than a day late. */
const HEAL_MS = 60 * 60 * MINUTE_MS
const LOOK_EVERY_MS = 5 * MINUTE_MS

/** Runs one world to its end. */
export async function runWorld(seed: bigint, change: Partial<WorldOptions> = {}): Promise<Outcome> {
  const dice = createDice(seed)
  const options = { ...drawOptions(dice.branch('options')), ...change }
  const trace = createTrace()
  const faults = new FaultCounts()
  const scheduler = createScheduler(options.startMs, dice.branch('scheduler'), trace.event)
  const shared = openSharedDatabase()
  const trouble = createTrouble({ scheduler, dice: dice.branch('trouble'), options, counts: faults, trace })
  const processes: SimulatedProcess[] = []
  const simulator: Simulator = createSimulator({
    seed: dice.branch('simulator').bytes(8).readBigUInt64BE(),
    ports: {
      nowMs: scheduler.nowMs,
      schedule: (atMs, run) => scheduler.at(atMs, 'safaricom', run),
      postCallback: callback => network.postCallback(callback),
    },
  })
  simulator.onEvent(({ type }) => {
    if (type !== 'callback-lost') return
    const lost = simulator.callbacks().findLast(({ state }) => state === 'lost')
    trouble.struck('callback-lost', lost ? readPaymentId(lost.url) : null)
  })
  const truth = createTruth(simulator)
  const addresses = dice.branch('addresses')
  const network: Network = createNetwork({
    scheduler,
    dice: dice.branch('network'),
    simulator,
    truth,
    processes,
    trouble,
    peerAddress: () => (options.unlistedAddresses && addresses.happens(0.5) ? '203.0.113.9' : '127.0.0.1'),
  })
  const checker = createChecker({ shared, simulator, truth })
  const look = async () => trouble.note(await checker.check())
  const configuration = configure(options)

  for (let index = 1; index <= options.engines; index++) {
    processes.push(
      createProcess(`engine ${index}`, {
        scheduler,
        dice: dice.branch(`engine ${index}`),
        shared,
        configuration,
        transport: network.transport,
        faults: trouble.processFaults,
        wrote(by) {
          for (const other of processes) if (other !== by && other.isAlive) other.hear()
        },
        died(dead) {
          const restartMs = scheduler.nowMs() + dice.branch(`restart ${scheduler.count}`).whole(1, 120) * SECOND_MS
          scheduler.at(restartMs, 'supervisor', dead.start)
        },
      }),
    )
  }

  let payments = 0
  async function live(): Promise<void> {
    const bystander = await prepareDatabase(shared, configuration, options.startMs)
    if (options.confirmations) await registerConfirmations(simulator)
    for (const process of processes) process.start()
    await scheduler.runUntil(options.startMs + SECOND_MS, look)
    trouble.begin(simulator, processes)
    releasePeople({
      scheduler,
      dice: dice.branch('people'),
      options,
      simulator,
      network,
      truth,
      processes,
      trouble,
      asked: () => {
        payments += 1
      },
    })
    await scheduler.runUntil(options.startMs + options.troubleMs, look)

    trouble.end()
    simulator.setFaults({ ...NO_FAULTS, phoneFormat: options.phoneFormat })
    for (const process of processes) {
      process.goOn()
      process.clockOffsetMs = 0
    }
    const endMs = scheduler.nowMs() + HEAL_MS
    while (scheduler.nowMs() < endMs) {
      await scheduler.runUntil(scheduler.nowMs() + LOOK_EVERY_MS, look)
      if (areAllUp(processes) && nothingIsUnderWay(simulator) && (await isQuiet(shared.database))) break
    }
    if (!areAllUp(processes)) throw new Violation('I9 liveness', 'an engine is not up a day after the trouble')
    await checkPrompts({ database: shared.database, simulator, truth }, options)
    await checkQuiescence({ database: shared.database, simulator, truth, bystander })
  }

  let violation: string | null = null
  const stopSwallowing = swallowCrashes()
  try {
    await live()
  } catch (error) {
    violation = error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  for (const process of processes) process.kill()
  simulator.close()
  const books = await readBooks(shared)
  trace.end(JSON.stringify(books))
  await shared.database.close()
  stopSwallowing()
  const { count: events } = scheduler
  return { seed, options, traceHash: trace.hash(), events, payments, faults, violation, tail: trace.tail(), books }
}

/** A process that dies leaves promises nobody waits for. @returns how to stop */
function swallowCrashes(): () => void {
  const listener = (error: unknown) => {
    if ((error as { name?: unknown } | null)?.name !== 'Crashed') throw error
  }
  process.on('unhandledRejection', listener)
  return () => process.off('unhandledRejection', listener)
}

function configure(options: WorldOptions): Configuration {
  const environment = {
    DATABASE_URL: 'file::memory:',
    MPESA_CONFIRM: options.confirm,
    MPESA_CALLBACK_IP_MODE: options.unlistedAddresses ? 'observe' : 'enforce',
    ...(options.promptLimits === 'wide' && { PROMPT_LIMIT_PER_PHONE: '1000/48h' }),
  }
  const secrets = { harambeeSecret: 'h'.repeat(64), callbackSecretKey: SECURITY_KEY }
  const read = readConfiguration(environment, () => secrets)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.configuration
}

/** Migrates, and adds what people give to. @returns an engine that nothing befalls, for looking at the books */
async function prepareDatabase(shared: SharedDatabase, configuration: Configuration, nowMs: number): Promise<Engine> {
  await migrate(shared.database, nowMs)
  const open = { before: async () => {}, after: async () => {}, assertAlive() {}, wrote() {} }
  const engine = await openEngine(configuration, {
    folder: '/',
    log: SILENT_LOG,
    database: shared.open(open),
    ports: { nowMs: () => nowMs, setTimer: () => () => {} },
  })
  await engine.addCampaign(demoCampaign(nowMs))
  return engine
}

/** What `register-urls` does, once, in good weather. */
async function registerConfirmations(simulator: Simulator): Promise<void> {
  const basic = `Basic ${Buffer.from('register:urls').toString('base64')}`
  const ask = (method: string, path: string, authorization: string, body: object | null) =>
    simulator.handle({ method, path, headers: { authorization }, body: body ? JSON.stringify(body) : '' })
  const granted = await ask('GET', '/oauth/v1/generate?grant_type=client_credentials', basic, null)
  const token = granted === 'cut' ? '' : (JSON.parse(granted.body) as { access_token: string }).access_token
  const registration = { ShortCode: '174379', ResponseType: 'Completed', ...CONFIRMATION_URLS }
  const registered = await ask('POST', '/mpesa/c2b/v1/registerurl', `Bearer ${token}`, registration)
  if (registered === 'cut' || registered.status !== 200) throw new Error('the confirmation URLs were not registered')
}

function areAllUp(processes: readonly SimulatedProcess[]): boolean {
  return processes.every(process => process.engine !== null)
}

/** No prompt on a phone, no callback on its way. */
function nothingIsUnderWay(simulator: Simulator): boolean {
  return simulator.prompts().length === 0 && simulator.callbacks().every(({ state }) => state !== 'waiting')
}

async function readBooks({ database }: SharedDatabase): Promise<Books> {
  const payments = await database.kysely.selectFrom('payments').selectAll().orderBy('id').execute()
  const history = await database.kysely.selectFrom('payment_history').selectAll().orderBy('id').execute()
  return { payments: payments.map(({ phone_sealed: _, ...row }) => row), history }
}
