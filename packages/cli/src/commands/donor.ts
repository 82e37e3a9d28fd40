// `harambee donor export` and `harambee donor erase`: what is kept about one phone number, and forgetting it.

import { formatShillings, toEastAfricaClock } from '@harambee/daraja'
import type { Donor, Engine, Erasure, InboxEntry, WhyKept } from '@harambee/payments'
import { counted } from '../counted.ts'
import { escapeControls } from '../escape.ts'
import { CommandFailure } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { toHistoryJson, toIso, toPaymentJson } from '../payment-json.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { readPhoneNumber } from '../typed-values.ts'
import { withEngine } from '../with-engine.ts'
import { toMessageJson } from './messages.ts'
import { toPledgeJson } from './pledges.ts'

const WHY_KEPT = {
  open: 'its outcome is not certain yet',
  review: 'a person has to look into it first',
  'no-receipt': 'its receipt has not come yet, and is recognised by the number',
} as const satisfies Record<WhyKept, string>

export function addDonorCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'donor', 'What is kept about one phone number, for its owner')

  const show = addCommand(group, 'export <phone>', 'Print everything that is kept about a phone number')
  withExamples(show, ['harambee donor export 0712345678', 'harambee donor export 0712345678 --json > donor.json'])
  show.action(perform(call, (invocation, _options: object, phone: string) => exportDonor(invocation, phone)))

  const erase = addCommand(
    group,
    'erase <phone>',
    'Forget a phone number, and what was told with it, now; the books stay whole',
  ).option('--yes', 'really: nobody can bring it back')
  withExamples(erase, ['harambee donor erase 0712345678', 'harambee donor erase 0712345678 --yes --json'])
  erase.action(
    perform(call, (invocation, options: { yes?: boolean }, phone: string) =>
      eraseDonor(invocation, phone, options.yes === true),
    ),
  )
}

function exportDonor(invocation: Invocation, phone: string): Promise<Report> {
  const phoneNumber = readPhoneNumber(phone, 'The phone number')
  return withEngine(invocation, async engine => {
    const donor = await engine.personalData.findDonor(phoneNumber)
    return { json: { phoneNumber, ...toDonorJson(engine, donor) }, lines: toDonorLines(donor) }
  })
}

function toDonorJson(engine: Engine, { payments, unmatched, callbacks, promptsStoppedAtMs, pledges }: Donor) {
  return {
    pledges: pledges.map(pledge => ({ ...toPledgeJson(pledge), contact: pledge.contact })),
    promptsStoppedAt: promptsStoppedAtMs === null ? null : toIso(promptsStoppedAtMs),
    payments: payments.map(one => ({
      ...toPaymentJson(one.payment, engine),
      occurredAt: one.payment.occurredAtMs === null ? null : toIso(one.payment.occurredAtMs),
      history: one.history.map(toHistoryJson),
      callbacks: one.callbacks.map(toCallbackJson),
      details: one.details,
      tasks: one.tasks.map(({ receiptNumber, createdAtMs, message, note }) => {
        return { receiptNumber, createdAt: toIso(createdAtMs), message, note }
      }),
      messages: one.messages.map(message => ({ ...toMessageJson(message), ...message.content })),
    })),
    unmatched: unmatched.map(receipt => ({
      receiptNumber: receipt.receipt_number,
      amountKes: receipt.amount_kes,
      occurredAt: receipt.occurred_at === null ? null : toIso(receipt.occurred_at),
    })),
    callbacks: callbacks.map(toCallbackJson),
  }
}

function toCallbackJson(entry: InboxEntry) {
  return { id: entry.id, receivedAt: toIso(entry.receivedAtMs), rawBody: entry.rawBody?.toString() ?? null }
}

function toDonorLines({ payments, unmatched, callbacks, promptsStoppedAtMs }: Donor): string[] {
  const lines = payments.flatMap(({ payment, history, callbacks: own, details }) => [
    escapeControls(
      `${toEastAfricaClock(payment.createdAtMs)}  ${formatShillings(payment.amountKes)} for ${payment.campaign}: ` +
        `${payment.status}${payment.receiptNumber === null ? '' : `, receipt ${payment.receiptNumber}`} (${payment.id})`,
    ),
    `  ${counted(history.length, 'line')} of history, ${counted(own.length, 'callback')}; --json prints them.`,
    ...(details === null ? [] : ['  With it were told a name, a message or an e-mail address; --json prints them.']),
  ])
  for (const { receipt_number, amount_kes } of unmatched) {
    lines.push(escapeControls(`Receipt ${receipt_number} over KSh ${amount_kes} belongs to no payment.`))
  }
  if (callbacks.length > 0) lines.push(`${counted(callbacks.length, 'callback')} about it belong to no payment.`)
  if (promptsStoppedAtMs !== null) {
    lines.push(`Its owner has wanted no prompts since ${toEastAfricaClock(promptsStoppedAtMs)} EAT.`)
  }
  return lines.length === 0 ? ['Nothing is kept about this number.'] : lines
}

function eraseDonor(invocation: Invocation, phone: string, isConfirmed: boolean): Promise<Report> {
  const phoneNumber = readPhoneNumber(phone, 'The phone number')
  return withEngine(invocation, async engine => {
    const erasure = await engine.personalData.eraseDonor(phoneNumber, { isDryRun: !isConfirmed })
    const json = toErasureJson(erasure)
    const kept = toKeptLines(erasure)
    if (!isConfirmed) {
      const what = `The number would be forgotten in ${counted(erasure.payments, 'payment')}, for good`
      throw new CommandFailure('not-confirmed', [`${what}: add --yes to do it.`, ...kept].join('\n'), json)
    }
    const done = `The number is forgotten in ${counted(erasure.payments, 'payment')} and ${counted(erasure.callbacks, 'callback')}.`
    const backups = 'Backups made before still hold it: remove them in time.'
    return { json, lines: [done, ...kept, backups] }
  })
}

function toErasureJson({ payments, callbacks, kept, unmatched, isStopped }: Erasure) {
  return {
    payments,
    callbacks,
    kept: kept.map(({ payment, because }) => ({ id: payment.id, status: payment.status, because })),
    unmatched,
    promptsStopped: isStopped,
  }
}

/** What stays, and why. */
function toKeptLines({ kept, unmatched, isStopped }: Erasure): string[] {
  return [
    ...kept.map(({ payment, because }) => `Payment ${payment.id} keeps it for now: ${WHY_KEPT[because]}.`),
    ...unmatched.map(receipt =>
      escapeControls(`Receipt ${receipt} keeps it for now: nobody has matched its money yet.`),
    ),
    ...(isStopped ? ['A keyed hash of it is kept, so that it is never prompted again.'] : []),
  ]
}
