// `harambee totals`: what each day brought, cut at midnight in Nairobi.

import { formatShillings } from '@harambee/daraja'
import type { DailyTotal } from '@harambee/payments'
import { type CsvValue, toCsvLines, wantsCsv } from '../csv.ts'
import { CommandFailure, UsageProblem } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { toTable } from '../table.ts'
import { withEngine } from '../with-engine.ts'

interface TotalsWords {
  readonly campaign?: string
  readonly from?: string
  readonly to?: string
  readonly csv?: boolean
}

export function addTotalsCommand(program: Command, call: Call): void {
  const command = addCommand(program, 'totals', 'What each day brought, newest first, cut at midnight in Nairobi')
    .option('--campaign <slug>', 'only of this campaign')
    .option('--from <day>', 'the first day, such as 2026-11-01')
    .option('--to <day>', 'the last day')
    .option('--csv', 'print them for a spreadsheet')
  withExamples(command, ['harambee totals', 'harambee totals --campaign madarasa --from 2026-11-01 --json'])
  command.action(perform(call, totals))
}

function totals(invocation: Invocation, words: TotalsWords): Promise<Report> {
  const from = readDay('--from', words.from)
  const to = readDay('--to', words.to)
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageProblem(`--from ${from} --to ${to}: the first day must not come after the last.`)
  }
  const { campaign } = words
  const isCsv = wantsCsv(invocation, words.csv)
  return withEngine(invocation, async engine => {
    if (campaign !== undefined && (await engine.findCampaign(campaign)) === null) {
      throw new CommandFailure('not-found', `There is no campaign ${campaign}: see "harambee campaigns list".`)
    }
    const days = await engine.listDailyTotals({
      ...(campaign !== undefined && { campaign }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    })
    // Without the sum: a spreadsheet adds up itself, and would count it twice.
    if (isCsv) return { json: null, lines: toCsvLines(['day', 'gifts', 'amountKes'], days.map(toCells)) }
    const rows = days.map(({ day, gifts, amountKes }) => [day, String(gifts), formatShillings(amountKes)])
    const gifts = days.reduce((sum, one) => sum + one.gifts, 0)
    const amountKes = days.reduce((sum, one) => sum + one.amountKes, 0)
    const sum = ['together', String(gifts), formatShillings(amountKes)]
    return {
      json: days.map(day => ({
        day: day.day,
        ...(campaign !== undefined && { campaign }),
        gifts: day.gifts,
        amountKes: day.amountKes,
      })),
      lines:
        days.length === 0
          ? ['No gifts.']
          : toTable(['day', 'gifts', 'amount'], [...rows, sum], invocation.terminal.paint, { right: [1, 2] }),
    }
  })
}

function toCells({ day, gifts, amountKes }: DailyTotal): CsvValue[] {
  return [day, gifts, amountKes]
}

/** A day of the calendar, or undefined where none is given. */
function readDay(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const atMs = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  // 30 February is read as a day in March.
  if (!Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text)) return text
  throw new UsageProblem(`${option} ${text}: use a day such as 2026-11-24.`)
}
