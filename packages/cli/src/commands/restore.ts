// `harambee restore`: the books from a backup, all of them or none.

import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { toEastAfricaClock } from '@harambee/daraja'
import {
  type Configuration,
  checkBackup,
  type Environment,
  loadDemoSecrets,
  type Restored,
  restoreBackup,
} from '@harambee/payments'
import { toBackupFailure } from '../backup-failure.ts'
import { nowMs, setTimer } from '../clock.ts'
import { counted } from '../counted.ts'
import { hasSecrets } from '../doctor/check-files.ts'
import { escapeControls } from '../escape.ts'
import { CommandFailure } from '../failure.ts'
import { toHeadText } from '../head-text.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { isDemo, readServing } from '../serving.ts'
import { loadConfiguration, loadEnvironment } from '../settings.ts'
import { isHealthy } from '../start/health.ts'
import { toLocalOrigin } from '../start/plans.ts'

interface RestoreWords {
  readonly force?: boolean
  readonly dryRun?: boolean
}

export function addRestoreCommand(program: Command, call: Call): void {
  const command = addCommand(program, 'restore <file>', 'Restore a backup into a database that is not there or empty')
    .option('--force', 'move the database that is there aside (SQLite)')
    .option('--dry-run', 'only try the file out, and change nothing')
  withExamples(command, [
    'harambee restore /media/stick/harambee-2026-11-24.backup',
    'harambee restore 2026-11-24.backup --dry-run --json',
  ])
  command.action(perform(call, restore))
}

async function restore(invocation: Invocation, words: RestoreWords, name: string): Promise<Report> {
  const { root, terminal } = invocation
  const file = resolve(terminal.workingFolder, name)
  const environment = loadEnvironment(root, terminal.environment)
  assertSecrets(environment, root)
  const configuration = loadConfiguration(environment, databaseUrl => loadDemoSecrets(databaseUrl, root))
  const ports = {
    nowMs: () => nowMs() + configuration.serving.clockOffsetMs,
    setTimer,
    random: (bytes: number) => randomBytes(bytes),
  }
  const isDryRun = words.dryRun === true
  try {
    const restored = isDryRun
      ? await checkBackup(file, { configuration, ports })
      : await restoreBackup(file, {
          configuration,
          ports,
          folder: root,
          mayMoveAside: words.force === true,
          isRunning: () => isRunning(configuration.serving),
        })
    return toReport(restored, isDryRun)
  } catch (error) {
    throw toBackupFailure(error)
  }
}

/** The demo's own secrets: new ones would open nothing that is in the backup. */
function assertSecrets(environment: Environment, root: string): void {
  const databaseUrl = readServing(environment)?.databaseUrl
  if (!isDemo(environment) || environment.HARAMBEE_SECRET !== undefined) return
  if (databaseUrl === undefined || hasSecrets(databaseUrl, root)) return
  throw new CommandFailure(
    'no-secrets',
    'The secrets the backup was written with are missing: put secrets.json back beside the database (data/secrets.json), ' +
      'or set HARAMBEE_SECRET.',
  )
}

async function isRunning({ host, port, callbackPort }: Configuration['serving']): Promise<boolean> {
  const found = await Promise.all([port, callbackPort].map(one => isHealthy(`${toLocalOrigin(host, one)}/health`)))
  return found.includes(true)
}

function toReport(restored: Restored, isDryRun: boolean): Report {
  const { madeAt, payments, receipts, open, keptAs } = restored
  const head = toHeadText(restored.head)
  const asOf = `${toEastAfricaClock(Date.parse(madeAt))} EAT`
  const what = `${counted(payments, 'payment')} and ${counted(receipts, 'receipt')}, as of ${asOf}`
  if (isDryRun) {
    return {
      json: { restored: false, madeAt, payments, receipts, head, open, keptAs },
      lines: [`The backup can be restored: ${what}. The books in it are whole. Nothing was changed.`, `  ${head}`],
    }
  }
  return {
    json: { restored: true, madeAt, payments, receipts, head, open, keptAs },
    lines: [
      `Restored ${what}. The books are whole.`,
      `  ${head}`,
      ...(keptAs === null ? [] : [`The database that was there is kept as ${escapeControls(keptAs)}.`]),
      '',
      `Now start it: npm start.${toOpenText(open)}`,
      'What was given after the backup, M-PESA lists for 48 hours: run "harambee reconcile --pull" as soon as it runs.',
    ],
  }
}

function toOpenText(open: number): string {
  if (open === 0) return ''
  const which = open === 1 ? 'the one payment that was open' : `the ${open} payments that were open`
  return ` It asks Safaricom by itself what has become of ${which}.`
}
