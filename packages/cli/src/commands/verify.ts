// `harambee verify`: proves that the books are whole.

import { escapeControls } from '../escape.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { withEngine } from '../with-engine.ts'

export function addVerifyCommand(program: Command, call: Call): void {
  const command = addCommand(program, 'verify', 'Check that the books are whole, and name the first row that is not')
  withExamples(command, ['harambee verify', 'harambee verify --json'])
  command.action(perform(call, verify))
}

function verify(invocation: Invocation): Promise<Report> {
  return withEngine(invocation, async engine => {
    const { ok, payments, receipts, firstBadRow } = await engine.verifyBooks()
    const looked = `${payments} payments and ${receipts} receipts`
    return {
      json: { ok, payments, receipts, firstBadRow },
      isOk: ok,
      lines: firstBadRow
        ? [
            `The books are not whole (${looked}). The first row that does not add up:`,
            escapeControls(`${firstBadRow.table} ${firstBadRow.id}: ${firstBadRow.problem}.`),
            'Keep a copy of the database as it is, then restore the newest backup that verifies and run "harambee reconcile".',
          ]
        : [`The books are whole: ${looked}.`],
    }
  })
}
