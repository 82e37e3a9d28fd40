// `harambee reconcile`: asks Daraja now about every payment whose outcome is open, and on request for M-PESA's own list.

import { formatShillings } from '@harambee/daraja'
import type { Engine, PulledMoney } from '@harambee/payments'
import { counted } from '../counted.ts'
import { escapeControls } from '../escape.ts'
import { CommandFailure, UsageProblem } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { readPhoneNumber } from '../typed-values.ts'
import { withEngine } from '../with-engine.ts'

interface ReconcileWords {
  readonly pull?: boolean
  readonly registerPull?: string
}

export function addReconcileCommand(program: Command, call: Call): void {
  const command = addCommand(program, 'reconcile', 'Ask Daraja now about every open payment, due or not')
    .option('--pull', 'then fetch what came in over the last 48 hours, and book what nobody has told of')
    .option(
      '--register-pull <phone>',
      'before that, once: register for it with the number nominated in the M-PESA portal',
    )
  withExamples(command, ['harambee reconcile', 'harambee reconcile --pull --json'])
  command.action(perform(call, reconcile))
}

function reconcile(invocation: Invocation, words: ReconcileWords): Promise<Report> {
  const phoneNumber = words.registerPull === undefined ? null : readPhoneNumber(words.registerPull)
  if (phoneNumber !== null && words.pull !== true) throw new UsageProblem('--register-pull goes together with --pull.')
  return withEngine(invocation, async engine => {
    const { asked, succeeded, failed, stillUnknown, review } = await engine.reconciler.askAll()
    const found = { asked, succeeded, failed, stillUnknown, review }
    const isQuiet = Object.values(found).every(count => count === 0)
    const lines = [
      isQuiet
        ? 'No payment is open: there was nothing to ask about.'
        : `Asked about ${asked}: ${succeeded} paid, ${failed} not paid, ${stillUnknown} still unknown, ${review} for a person to look at.`,
      ...(review > 0 ? ['See "harambee payments list --status review".'] : []),
    ]
    if (words.pull !== true) return { json: found, lines }

    if (phoneNumber !== null) await register(engine, phoneNumber)
    const pulled = await engine.pullMoney()
    if (pulled.problem !== null) throw toPullFailure(pulled, found)
    return {
      json: { ...found, pulled: toPulledJson(pulled) },
      lines: [...lines, ...toPulledLines(pulled)],
    }
  })
}

async function register(engine: Engine, phoneNumber: Parameters<Engine['daraja']['registerPull']>[0]['phoneNumber']) {
  const callbackUrl = engine.configuration.callbacks.base.reveal()
  const answer = await engine.daraja.registerPull({ phoneNumber, callbackUrl })
  if (answer.outcome === 'accepted') return
  throw new CommandFailure(
    'daraja',
    `Daraja did not register the short code for Pull Transactions: ${escapeControls(answer.problem.message)}.`,
  )
}

function toPullFailure(pulled: PulledMoney, found: object): CommandFailure {
  const message =
    `M-PESA's list could not be read to its end (${escapeControls(pulled.problem?.message ?? '')}); what was read is in ` +
    'the books. Where the short code is not registered for it, run "harambee reconcile --pull --register-pull 07…" once.'
  return new CommandFailure('daraja', message, { ...found, pulled: toPulledJson(pulled) })
}

function toPulledJson({ lines, outcomes, bookedKes }: PulledMoney) {
  return { lines, ...outcomes, bookedKes }
}

function toPulledLines({ lines, outcomes, bookedKes }: PulledMoney): string[] {
  const { known, matched, booked, waiting, unclaimed, ignored } = outcomes
  const gifts = booked === 1 ? 'a gift' : 'gifts'
  const parts = [
    ...(known > 0 ? [`${known} in the books already`] : []),
    ...(matched > 0 ? [`${matched} of payments that waited for it`] : []),
    ...(booked > 0 ? [`${booked} booked as ${gifts} nobody here had asked for (${formatShillings(bookedKes)})`] : []),
    ...(ignored > 0 ? [`${ignored} no gift`] : []),
  ]
  return [
    `M-PESA lists ${counted(lines, 'receipt')} of the last 48 hours${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`,
    ...(waiting > 0
      ? [`${waiting} may belong to a payment whose outcome is open: run this again when it is known.`]
      : []),
    ...(unclaimed > 0
      ? [
          `${unclaimed} ${unclaimed === 1 ? 'names' : 'name'} no campaign of ours: look in the M-PESA portal whose money that is.`,
        ]
      : []),
  ]
}
