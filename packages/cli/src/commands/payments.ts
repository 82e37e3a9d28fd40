// `harambee payments list`, `payments show` and `payments link`.

import { toEastAfricaClock } from '@harambee/daraja'
import type { PaymentStatus } from '@harambee/payments'
import { wantsCsv } from '../csv.ts'
import { escapeControls } from '../escape.ts'
import { CommandFailure } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { readChoice, readLimit } from '../option-values.ts'
import { toPaymentCsvLines } from '../payment-csv.ts'
import { toHistoryJson, toPaymentJson } from '../payment-json.ts'
import { toPaymentLines, toPaymentTable } from '../payment-lines.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { withEngine } from '../with-engine.ts'

const STATUSES = [
  'created',
  'pending',
  'succeeded',
  'failed',
  'review',
  'reversed',
] as const satisfies readonly PaymentStatus[]

interface ListOptions {
  readonly status?: string
  readonly limit?: string
  readonly before?: string
  readonly csv?: boolean
}

export function addPaymentsCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'payments', 'Look at payments')

  const list = addCommand(group, 'list', 'Payments, newest first')
    .option('--status <status>', `only those that are ${STATUSES.join(', ')}`)
    .option('--limit <number>', 'how many at most (100 unless told, 10000 at most)')
    .option('--before <id>', 'only those older than this one: the next page')
    .option('--csv', 'print them for a spreadsheet')
  withExamples(list, [
    'harambee payments list',
    'harambee payments list --status review --json',
    'harambee payments list --csv > payments.csv',
  ])
  list.action(perform(call, listPayments))

  const show = addCommand(group, 'show <id>', 'One payment, with everything anybody has said of it')
  withExamples(show, ['harambee payments show 0f3a…', 'harambee payments show 0f3a… --json'])
  show.action(perform(call, (invocation, _options: object, id: string) => showPayment(invocation, id)))

  const link = addCommand(group, 'link <id>', 'A link that shows a payment and its receipt to whoever holds it')
  withExamples(link, ['harambee payments link 0f3a…'])
  link.action(perform(call, (invocation, _options: object, id: string) => linkPayment(invocation, id)))
}

function linkPayment(invocation: Invocation, id: string): Promise<Report> {
  return withEngine(invocation, async engine => {
    const donation = await engine.findDonation(id, null)
    if (!donation) throw noSuchPayment(id)
    const { payment } = donation
    const [origin] = engine.configuration.serving.publicOrigins
    const url = `${origin}/pay/${payment.id}?link=${engine.toLinkToken(payment.id)}`
    return { json: { id: payment.id, url }, lines: [url] }
  })
}

function listPayments(invocation: Invocation, options: ListOptions): Promise<Report> {
  const status = readChoice('--status', options.status, STATUSES)
  const limit = readLimit(options.limit)
  const isCsv = wantsCsv(invocation, options.csv)
  const { before } = options

  return withEngine(invocation, async engine => {
    const payments = await engine.listPayments({
      limit,
      ...(status && { status }),
      ...(before !== undefined && { before }),
    })
    if (!payments) throw noSuchPayment(before ?? '')
    if (isCsv) return { json: null, lines: toPaymentCsvLines(payments, engine) }
    const table = toPaymentTable(payments, invocation.terminal.paint)
    return {
      json: payments.map(payment => toPaymentJson(payment, engine)),
      lines: payments.length === 0 ? ['No payments.'] : table,
    }
  })
}

function showPayment(invocation: Invocation, id: string): Promise<Report> {
  return withEngine(invocation, async engine => {
    const donation = await engine.findDonation(id, null)
    if (!donation) throw noSuchPayment(id)
    const { payment } = donation
    const history = await engine.listPaymentHistory(id)
    const { paint } = invocation.terminal
    return {
      json: { ...toPaymentJson(payment, engine), history: history.map(toHistoryJson) },
      lines: [
        ...toPaymentLines(payment, engine, paint),
        '',
        ...history.map(row =>
          escapeControls(
            `${toEastAfricaClock(row.at)}  ${row.source} said ${row.said}: ${row.verdict}, ${row.because}`,
          ),
        ),
      ],
    }
  })
}

/** An id nobody knows. */
export function noSuchPayment(id: string): CommandFailure {
  return new CommandFailure('not-found', `There is no payment ${id}: see "harambee payments list".`)
}
