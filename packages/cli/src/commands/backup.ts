// `harambee backup`: everything the books consist of, as one file, while everything runs.

import { resolve } from 'node:path'
import { backUp } from '@harambee/payments'
import { toBackupFailure } from '../backup-failure.ts'
import { counted } from '../counted.ts'
import { escapeControls } from '../escape.ts'
import { toHeadText } from '../head-text.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { toIso } from '../payment-json.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { toSize } from '../size.ts'
import { withEngine } from '../with-engine.ts'

export function addBackupCommand(program: Command, call: Call): void {
  const command = addCommand(program, 'backup <file>', 'Back the database up into a file, and try the file out').option(
    '--force',
    'replace a file of that name',
  )
  withExamples(command, [
    'harambee backup /media/stick/harambee-2026-11-24.backup',
    'harambee backup "/srv/backups/$(date +%F).backup" --json',
  ])
  command.action(
    perform(call, (invocation, options: { force?: boolean }, file: string) => back(invocation, options, file)),
  )
}

function back(invocation: Invocation, options: { force?: boolean }, file: string): Promise<Report> {
  const path = resolve(invocation.terminal.workingFolder, file)
  return withEngine(invocation, async engine => {
    try {
      const backup = await backUp(engine, path, { mayReplace: options.force === true })
      const { bytes, payments, receipts, madeAtMs } = backup
      const head = toHeadText(backup.head)
      return {
        json: { file: backup.path, bytes, payments, receipts, head, madeAt: toIso(madeAtMs) },
        lines: [
          `Backed up ${counted(payments, 'payment')} and ${counted(receipts, 'receipt')} into ${escapeControls(backup.path)} (${toSize(bytes)}).`,
          'It was restored once to try it out, and the books in it are whole.',
          '',
          'Note this line elsewhere, on paper or in a mail to a second treasurer: it shows later that nothing was cut off.',
          `  ${head}`,
          'Keep HARAMBEE_SECRET too, and not beside the file: nobody can restore it without.',
        ],
      }
    } catch (error) {
      throw toBackupFailure(error)
    }
  })
}
