// A payment for a person's eyes.

import { formatShillings, toEastAfricaClock } from '@harambee/daraja'
import type { Engine, Payment, PaymentStatus } from '@harambee/payments'
import { escapeControls } from './escape.ts'
import { toTable } from './table.ts'
import type { Terminal } from './terminal.ts'

type Paint = Terminal['paint']

/** Payments as a table. */
export function toPaymentTable(payments: readonly Payment[], paint: Paint): string[] {
  const rows = payments.map(payment => [
    toEastAfricaClock(payment.createdAtMs),
    formatShillings(payment.amountKes),
    payment.phoneMasked,
    payment.campaign,
    toStatusText(payment, paint),
    payment.receiptNumber ?? '',
    payment.id,
  ])
  return toTable(['asked (EAT)', 'amount', 'phone', 'campaign', 'status', 'receipt', 'id'], rows, paint, { right: [1] })
}

/** One payment, a fact a line. */
export function toPaymentLines(payment: Payment, { sealer }: Pick<Engine, 'sealer'>, paint: Paint): string[] {
  const facts: [string, string | null][] = [
    ['payment', payment.id],
    ['status', toStatusText(payment, paint)],
    ['amount', formatShillings(payment.amountKes)],
    ['phone', payment.phoneMasked],
    ['campaign', payment.campaign],
    ['receipt', payment.receiptNumber],
    ['checkout request', payment.checkoutRequestId && sealer.reveal(payment.checkoutRequestId)],
    ['asked', `${toEastAfricaClock(payment.createdAtMs)} EAT`],
    ['settled', payment.settledAtMs === null ? null : `${toEastAfricaClock(payment.settledAtMs)} EAT`],
    ['heard from', payment.sources.join(', ') || null],
  ]
  return facts.flatMap(([name, value]) =>
    value === null ? [] : [`${paint.dim(name.padEnd(18))}${name === 'status' ? value : escapeControls(value)}`],
  )
}

const STATUS_COLOURS = {
  created: 'dim',
  pending: 'yellow',
  succeeded: 'green',
  failed: 'red',
  review: 'magenta',
  reversed: 'dim',
} as const satisfies Record<PaymentStatus, keyof Paint>

/** The status, with why where it failed. */
function toStatusText({ status, failureReason, reviewReason }: Payment, paint: Paint): string {
  const why = failureReason ?? (status === 'review' ? reviewReason : null)
  return paint[STATUS_COLOURS[status]](why ? `${status}: ${why}` : status)
}
