// `harambee gifts doubled`: donations that were paid more than once, and what their givers want done with it.

import { formatShillings, toEastAfricaClock } from '@harambee/daraja'
import type { DoubledGift, DoubledPayment } from '@harambee/payments'
import { escapeControls } from '../escape.ts'
import { UsageProblem } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { readLimit } from '../option-values.ts'
import { toIso } from '../payment-json.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { withEngine } from '../with-engine.ts'

/** What may stand behind `--wish`. `none`: the giver has not said it of every payment. */
const WISHES = ['none', 'keep', 'give-back'] as const

interface ListWords {
  readonly wish?: string
  readonly limit?: string
}

export function addGiftsCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'gifts', 'Gifts that need a decision')

  const doubled = addCommand(group, 'doubled', 'Gifts that were paid more than once, and what their givers want')
    .option('--wish <wish>', `only those of which the giver has said ${WISHES.join(', ')}`)
    .option('--limit <number>', 'how many at most (100 unless told, 10000 at most)')
  withExamples(doubled, ['harambee gifts doubled', 'harambee gifts doubled --wish give-back --json'])
  doubled.action(perform(call, listDoubled))
}

function listDoubled(invocation: Invocation, words: ListWords): Promise<Report> {
  const wish = readWish(words.wish)
  const limit = readLimit(words.limit)
  return withEngine(invocation, async engine => {
    const doubled = await engine.doubledGifts.list({ limit, wish })
    const lines = doubled.length === 0 ? ['No gift was paid more than once.'] : doubled.flatMap(toLines)
    return { json: doubled.map(toJson), lines }
  })
}

function toJson({ donationId, campaign, payments }: DoubledGift) {
  return {
    donationId,
    campaign,
    /** What the giver asks to have back. */
    giveBackKes: toGiveBackKes(payments),
    payments: payments.map(({ payment, wish, wishedAtMs }) => ({
      id: payment.id,
      amountKes: payment.amountKes,
      phoneNumber: payment.phoneMasked,
      receiptNumber: payment.receiptNumber,
      settledAt: payment.settledAtMs === null ? null : toIso(payment.settledAtMs),
      wish,
      wishedAt: wishedAtMs === null ? null : toIso(wishedAtMs),
    })),
  }
}

function toLines({ donationId, campaign, payments }: DoubledGift): string[] {
  const giveBackKes = toGiveBackKes(payments)
  const asks = giveBackKes === 0 ? '' : `: the giver asks for ${formatShillings(giveBackKes)} back`
  return [
    `Donation ${donationId} for ${campaign} was paid ${payments.length} times${asks}`,
    ...payments.map(
      ({ payment, wish, wishedAtMs }) =>
        `  ${payment.receiptNumber ?? '(no receipt yet)'}  ${formatShillings(payment.amountKes)}  ${payment.phoneMasked}  ` +
        `${toSaid(wish, wishedAtMs)}  (${payment.id})`,
    ),
  ].map(line => escapeControls(line))
}

function toSaid(wish: DoubledPayment['wish'], wishedAtMs: number | null): string {
  if (wish === null || wishedAtMs === null) return 'nothing said'
  return `${wish === 'keep' ? 'to keep' : 'to give back'}, said ${toEastAfricaClock(wishedAtMs)} EAT`
}

function toGiveBackKes(payments: readonly DoubledPayment[]): number {
  return payments.reduce((sum, { payment, wish }) => sum + (wish === 'give-back' ? payment.amountKes : 0), 0)
}

function readWish(text: string | undefined): (typeof WISHES)[number] | null {
  if (text === undefined) return null
  const wish = WISHES.find(one => one === text)
  if (wish) return wish
  throw new UsageProblem(`--wish ${text.slice(0, 40)}: use ${WISHES.join(', ')}.`)
}
