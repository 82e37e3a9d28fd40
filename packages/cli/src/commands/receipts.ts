// `harambee receipts unmatched` and `receipts match`: money that came and is nobody's yet.

import { userInfo } from 'node:os'
import { formatShillings } from '@harambee/daraja'
import { listStrays, type Place, type Placed, placeReceipt, type Stray } from '@harambee/payments'
import { escapeControls } from '../escape.ts'
import { CommandFailure, UsageProblem } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { readLimit } from '../option-values.ts'
import { toIso, toPaymentJson } from '../payment-json.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { withEngine } from '../with-engine.ts'

interface MatchOptions {
  readonly campaign?: string
  readonly by?: string
}

export function addReceiptsCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'receipts', 'Money that came by hand and is nobody’s yet')

  const unmatched = addCommand(group, 'unmatched', 'Receipts no payment holds, newest first').option(
    '--limit <number>',
    'how many at most (100 unless told, 10000 at most)',
  )
  withExamples(unmatched, ['harambee receipts unmatched', 'harambee receipts unmatched --json'])
  unmatched.action(perform(call, listUnmatched))

  const match = addCommand(group, 'match <receipt> [payment]', 'Give one to a payment, or to a campaign')
    .option('--campaign <slug>', 'a gift of its own to this campaign')
    .option('--by <name>', 'who says so (who is signed in, unless told)')
  withExamples(match, [
    'harambee receipts match UKO1AB2C3D 9f86d081884c7d659a2feaa0c55ad015',
    'harambee receipts match UKO1AB2C3D --campaign madarasa',
  ])
  match.action(
    perform(call, (invocation, options: MatchOptions, receipt: string, payment?: string) =>
      matchReceipt(invocation, options, receipt, payment),
    ),
  )
}

function listUnmatched(invocation: Invocation, options: { limit?: string }): Promise<Report> {
  const limit = readLimit(options.limit)
  return withEngine(invocation, async ({ database }) => {
    const strays = await listStrays(database.kysely, limit)
    const lines = strays.flatMap(toLines)
    return { json: strays.map(toJson), lines: lines.length === 0 ? ['All money has its payment.'] : lines }
  })
}

function toJson({ receipt, candidates }: Stray) {
  return {
    receiptNumber: receipt.receipt_number,
    amountKes: receipt.amount_kes,
    accountReference: receipt.account_reference,
    occurredAt: receipt.occurred_at === null ? null : toIso(receipt.occurred_at),
    candidates: candidates.map(({ payment, slips, isSameAmount, isSamePayer }) => ({
      paymentId: payment.id,
      status: payment.status,
      amountKes: payment.amountKes,
      accountReference: payment.accountReference,
      phoneNumber: payment.phoneMasked,
      createdAt: toIso(payment.createdAtMs),
      slips,
      isSameAmount,
      isSamePayer,
    })),
  }
}

function toLines({ receipt, candidates }: Stray): string[] {
  const account = receipt.account_reference === null ? 'no account' : `"${escapeControls(receipt.account_reference)}"`
  const when = receipt.occurred_at === null ? '' : `, ${toIso(receipt.occurred_at)}`
  return [
    `${receipt.receipt_number}  ${formatShillings(receipt.amount_kes)} to ${account}${when}`,
    ...candidates.map(
      ({ payment }) =>
        `  perhaps ${payment.id}: ${formatShillings(payment.amountKes)}, ${payment.status}, ` +
        `account ${payment.accountReference}, ${payment.phoneMasked}`,
    ),
  ]
}

function matchReceipt(
  invocation: Invocation,
  options: MatchOptions,
  receipt: string,
  paymentId: string | undefined,
): Promise<Report> {
  const place = readPlace(paymentId, options.campaign)
  const receiptNumber = receipt.trim().toUpperCase()
  return withEngine(invocation, async engine => {
    const { shortCode } = engine.configuration.daraja
    const placed = await placeReceipt({ ...engine, shortCode }, receiptNumber, place, options.by ?? userInfo().username)
    if (placed.outcome !== 'placed') throw toFailure(placed, receiptNumber)
    const { payment } = placed
    const line = `${receiptNumber} is the receipt of payment ${payment.id}: ${formatShillings(payment.amountKes)} for ${payment.campaign}.`
    return { json: toPaymentJson(payment, engine), lines: [line] }
  })
}

function readPlace(paymentId: string | undefined, campaign: string | undefined): Place {
  if ((paymentId === undefined) === (campaign === undefined)) {
    throw new UsageProblem('Name a payment, or a campaign with --campaign, and not both.')
  }
  return paymentId === undefined ? { kind: 'campaign', campaign: campaign ?? '' } : { kind: 'payment', paymentId }
}

function toFailure(placed: Exclude<Placed, { outcome: 'placed' }>, receiptNumber: string): CommandFailure {
  switch (placed.outcome) {
    case 'held':
      return new CommandFailure('held', `${receiptNumber} is the receipt of payment ${placed.paymentId} already.`)
    case 'refused':
      return new CommandFailure('refused', `The payment cannot take it: ${placed.because}.`)
    case 'unknown':
      return new CommandFailure('unknown', `There is no such ${placed.what}.`)
  }
}
