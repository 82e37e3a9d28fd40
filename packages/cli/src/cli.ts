// The `harambee` command: takes the words of the command line to the command they mean.

import { Command, CommanderError } from 'commander'
import { addBackupCommand } from './commands/backup.ts'
import { addCallbacksCommands } from './commands/callbacks.ts'
import { addCampaignsCommands } from './commands/campaigns.ts'
import { addCharityCommands } from './commands/charity.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addDonorCommands } from './commands/donor.ts'
import { addForgetCommand } from './commands/forget.ts'
import { addGiftsCommands } from './commands/gifts.ts'
import { addGiversCommands } from './commands/givers.ts'
import { addInboxCommands } from './commands/inbox.ts'
import { addMessagesCommands } from './commands/messages.ts'
import { addMigrateCommand } from './commands/migrate.ts'
import { addPayCommand } from './commands/pay.ts'
import { addPaymentsCommands } from './commands/payments.ts'
import { addPledgesCommands } from './commands/pledges.ts'
import { addPromptsCommands } from './commands/prompts.ts'
import { addReceiptsCommands } from './commands/receipts.ts'
import { addReconcileCommand } from './commands/reconcile.ts'
import { addRegisterUrlsCommand } from './commands/register-urls.ts'
import { addRestoreCommand } from './commands/restore.ts'
import { addSimulateCommand } from './commands/simulate.ts'
import { addStartCommand } from './commands/start.ts'
import { addTasksCommands } from './commands/tasks.ts'
import { addTotalsCommand } from './commands/totals.ts'
import { addVerifyCommand } from './commands/verify.ts'
import { EXIT_DONE, type ExitCode, UsageProblem } from './failure.ts'
import { type Call, printFailure } from './invocation.ts'
import { withExamples } from './program.ts'
import { findProjectRoot } from './project-root.ts'
import { createTerminal, flushTerminal, type Terminal } from './terminal.ts'
import { readVersion } from './version.ts'

/** These run until stopped, and then stop: whoever does not read what they print holds nothing up. */
const LASTING_COMMANDS: ReadonlySet<string> = new Set(['start', 'simulate'])
const LASTING_PATIENCE_MS = 500

/** Runs the command of this process and ends it. */
export async function runAsProcess(): Promise<never> {
  const words = process.argv.slice(2)
  const exitCode = await run(words, createTerminal())
  await flushTerminal(words.some(word => LASTING_COMMANDS.has(word)) ? LASTING_PATIENCE_MS : undefined)
  // Not left to the event loop: a timer nobody needs any more must not hold up a script.
  process.exit(exitCode)
}

/**
 * Runs one command.
 * @param words what stands behind `harambee`
 * @returns 0 done, 1 failed or not ok, 2 wrong usage
 */
export async function run(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const call: Call = { terminal, root: findProjectRoot(terminal.workingFolder), exitCode: EXIT_DONE }
  const said: string[] = []
  const program = createProgram(call, said)
  try {
    await program.parseAsync([...words], { from: 'user' })
    return call.exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help and version that were asked for.
    if (error.exitCode === 0) return EXIT_DONE
    return printFailure({ terminal, isJson: words.includes('--json') }, toUsageProblem(error, said.join('')))
  }
}

/** What commander says, its help included where no command was named. */
function toUsageProblem(error: CommanderError, said: string): UsageProblem {
  if (error.code === 'commander.help') return new UsageProblem(`Which command?\n\n${said.trim()}`)
  return new UsageProblem(`${said.trim().replace(/^error: /, '')}. See --help for how it is written.`)
}

/** @param said where commander's complaints are kept, to be printed the way all problems are */
function createProgram(call: Call, said: string[]): Command {
  const { terminal } = call
  const program = new Command('harambee')
    .description("M-PESA donations on a charity's own server.")
    .version(readVersion(), '--version')
    .option('--json', 'print one JSON value on stdout')
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.out(text.replace(/\n$/, '')),
      writeErr: text => said.push(text),
    })
  withExamples(program, [
    'harambee start                                                      # everything, on this machine',
    'harambee pay --phone 0712345678 --amount 500 --campaign madarasa    # a prompt on a phone',
    'harambee doctor                                                     # what is wrong, and what to do',
  ])
  addStartCommand(program, call)
  addSimulateCommand(program, call)
  addDoctorCommand(program, call)
  addPayCommand(program, call)
  addPaymentsCommands(program, call)
  addPromptsCommands(program, call)
  addInboxCommands(program, call)
  addCallbacksCommands(program, call)
  addReconcileCommand(program, call)
  addRegisterUrlsCommand(program, call)
  addReceiptsCommands(program, call)
  addTasksCommands(program, call)
  addTotalsCommand(program, call)
  addVerifyCommand(program, call)
  addBackupCommand(program, call)
  addRestoreCommand(program, call)
  addForgetCommand(program, call)
  addDonorCommands(program, call)
  addMigrateCommand(program, call)
  addCampaignsCommands(program, call)
  addCharityCommands(program, call)
  addGiversCommands(program, call)
  addGiftsCommands(program, call)
  addMessagesCommands(program, call)
  addPledgesCommands(program, call)
  return program
}
