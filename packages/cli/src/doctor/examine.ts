// All checks, in the order in which things depend on each other.

import type { Daraja } from '@harambee/daraja'
import {
  type Configuration,
  type Engine,
  type Environment,
  loadDemoSecrets,
  openEngine,
  readConfiguration,
  SILENT_LOG,
} from '@harambee/payments'
import { nowMs } from '../clock.ts'
import { isDemo, NO_SECRETS, readServing, type Serving } from '../serving.ts'
import { loadEnvironment } from '../settings.ts'
import { type Check, ill, well } from './check.ts'
import { checkAccount } from './check-account.ts'
import { checkBackups } from './check-backups.ts'
import { checkBooks } from './check-books.ts'
import { checkByHand } from './check-by-hand.ts'
import { checkCallbackReach, checkCallbackUrl } from './check-callback-url.ts'
import { checkAllowList, checkRefused, checkUnlisted } from './check-callbacks.ts'
import { checkClock, checkDatabaseClock } from './check-clock.ts'
import { checkDaraja, createLoneDaraja } from './check-daraja.ts'
import { checkDataFolder, checkEnvironmentFile, hasDatabase, hasSecrets } from './check-files.ts'
import { checkChannels, checkUnsent } from './check-messages.ts'
import { checkRunning, type Running } from './check-running.ts'
import { checkRuntime } from './check-runtime.ts'
import { checkSecurityKeys } from './check-security-keys.ts'

/** Changes nothing: no folder, secret or database is made. */
export async function examine(root: string, real: Environment): Promise<Check[]> {
  const checks = [...checkRuntime(process.versions), checkEnvironmentFile(root)]
  const environment = readOrNull(root, real)
  // What is wrong with the file has been said.
  if (!environment) return checks

  const serving = readServing(environment)
  // Reading secrets that are not there would make them.
  const readSecrets = (url: string) => (hasSecrets(url, root) ? loadDemoSecrets(url, root) : NO_SECRETS())
  const read = readConfiguration(environment, readSecrets)
  if ('problems' in read) checks.push(...read.problems.map(toConfigurationCheck))
  else checks.push(well('configuration', `Complete, for ${toModeName(read.configuration)}.`))
  if (serving) checks.push(...checkDataFolder(serving, root, isDemo(environment)))
  if ('problems' in read) return checks

  return [...checks, ...(await examineParts(read.configuration, root))]
}

async function examineParts(configuration: Configuration, root: string): Promise<Check[]> {
  const { daraja, serving } = configuration
  const running = await checkRunning(serving, daraja.mode === 'demo')
  const canAsk = daraja.mode !== 'demo' || running.isSimulatorRunning
  const opened = hasDatabase(serving.databaseUrl, root) ? await openOrExplain(configuration, root) : toMissing(serving)
  const engine = 'database' in opened ? opened : null
  const lone = () => createLoneDaraja(daraja, () => nowMs() + serving.clockOffsetMs)
  const [network, channels, books] = await Promise.all([
    canAsk ? examineDaraja(configuration, engine?.daraja ?? lone()) : [],
    checkChannels(configuration, running.isSimulatorRunning),
    'database' in opened ? examineDatabase(opened, running) : [opened],
  ])
  await engine?.close()
  return [
    ...running.checks,
    ...books,
    checkAccount(daraja),
    ...network,
    ...channels,
    ...checkCallbackUrl(configuration),
    // Counted before it is tried whether the URL leads here: the try may be turned away itself.
    ...(running.isEngineRunning ? [await checkRefused(configuration), await checkCallbackReach(configuration)] : []),
    checkAllowList(configuration, nowMs()),
  ]
}

async function examineDaraja({ daraja: account, serving }: Configuration, daraja: Daraja): Promise<Check[]> {
  const clock = await checkClock(account.baseUrl, nowMs, serving.clockOffsetMs)
  const answers = await checkDaraja(daraja, account)
  // A clock Daraja itself complains about is said once.
  const isSaid = answers.some(check => check.name === 'clock')
  return isSaid ? answers : [clock, ...answers]
}

async function openOrExplain(configuration: Configuration, root: string): Promise<Engine | Check> {
  try {
    return await openEngine(configuration, { folder: root, log: SILENT_LOG, isLooking: true })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return ill('database', message, 'Do what the message says, then run the doctor again.')
  }
}

async function examineDatabase(engine: Engine, running: Running): Promise<Check[]> {
  try {
    await engine.database.check()
    return [
      well('database', 'It opens, is up to date and readable.'),
      ...checkDatabaseClock(engine, nowMs),
      await checkUnlisted(engine),
      ...(await checkSecurityKeys(engine)),
      ...(await checkBooks(engine, running.isEngineRunning)),
      ...(await checkByHand(engine)),
      ...(await checkBackups(engine)),
      await checkUnsent(engine),
    ]
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const fix = 'Keep a copy of it as it is, restore the newest backup, and run "npx harambee reconcile".'
    return [ill('database', `It cannot be read: ${why}.`, fix)]
  }
}

function readOrNull(root: string, real: Environment): Environment | null {
  try {
    return loadEnvironment(root, real)
  } catch {
    return null
  }
}

/** `NAME is wrong: do this.` → the message, and the part behind the colon as what to do. */
function toConfigurationCheck(problem: string): Check {
  const colon = problem.indexOf(': ')
  const fix = colon === -1 ? problem : problem.slice(colon + 2)
  return ill('configuration', problem, `In .env or the environment: ${fix}`)
}

function toMissing(serving: Serving): Check {
  const message = `There is no database yet (${serving.databaseUrl.split('?')[0]}): "npm start" makes it.`
  return well('database', message)
}

function toModeName({ daraja }: Configuration): string {
  if (daraja.mode === 'demo') return 'the demo (no M-PESA credentials are set)'
  return daraja.mode === 'live' ? 'live: real money' : "Safaricom's sandbox"
}
