// `harambee verify`: proves that the books are whole.

import { counted } from '../counted.ts'
import { escapeControls } from '../escape.ts'
import { readHead, toHeadText } from '../head-text.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { withEngine } from '../with-engine.ts'

export function addVerifyCommand(program: Command, call: Call): void {
  const command = addCommand(
    program,
    'verify',
    'Check that the books are whole, and name the first row that is not',
  ).option('--since <head>', 'a head noted earlier (ENTRIES:HASH): it must still be part of the history')
  withExamples(command, ['harambee verify', 'harambee verify --since 1042:9f86d0… --json'])
  command.action(perform(call, verify))
}

function verify(invocation: Invocation, words: { since?: string }): Promise<Report> {
  const since = words.since === undefined ? undefined : readHead('--since', words.since)
  return withEngine(invocation, async engine => {
    const verification = await engine.verifyBooks(since)
    const { ok, payments, receipts, firstBadRow } = verification
    const head = toHeadText(verification.head)
    const looked = `${counted(payments, 'payment')} and ${counted(receipts, 'receipt')}`
    return {
      json: { ok, payments, receipts, firstBadRow, head },
      isOk: ok,
      lines: firstBadRow
        ? [
            `The books are not whole (${looked}). The first row that does not add up:`,
            escapeControls(`${firstBadRow.table} ${firstBadRow.id}: ${firstBadRow.problem}.`),
            'Keep a copy of the database as it is, then restore the newest backup that verifies and run "harambee reconcile --pull".',
          ]
        : [
            `The books are whole: ${looked}.`,
            since ? 'The head noted earlier is part of their history.' : 'Their head, to be noted elsewhere:',
            `  ${head}`,
          ],
    }
  })
}
