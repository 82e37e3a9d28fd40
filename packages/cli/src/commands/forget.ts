// `harambee forget`: forgets the phone numbers of old payments, and leaves the books whole.

import { toEastAfricaClock } from '@harambee/daraja'
import type { Forgotten } from '@harambee/payments'
import { counted } from '../counted.ts'
import { UsageProblem } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { toIso } from '../payment-json.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { withEngine } from '../with-engine.ts'

interface ForgetWords {
  readonly olderThan: string
  readonly dryRun?: boolean
}

const DAY_MS = 24 * 60 * 60_000
const MOST = 1_200

export function addForgetCommand(program: Command, call: Call): void {
  const command = addCommand(program, 'forget', 'Forget the phone numbers of old payments; the books stay whole')
    .requiredOption('--older-than <age>', 'of payments asked for longer ago: 24mo, or 90d')
    .option('--dry-run', 'say how many, and forget nothing')
  withExamples(command, ['harambee forget --older-than 24mo --dry-run', 'harambee forget --older-than 24mo --json'])
  command.action(perform(call, forget))
}

function forget(invocation: Invocation, words: ForgetWords): Promise<Report> {
  const age = readAge('--older-than', words.olderThan)
  const isDryRun = words.dryRun === true
  return withEngine(invocation, async engine => {
    const beforeMs = toTimeBefore(engine.ports.nowMs(), age)
    const forgotten = await engine.personalData.forgetOld({ beforeMs, isDryRun })
    const { payments, callbacks, receipts, stillNeeded, oldestKept } = forgotten
    return {
      json: {
        dryRun: isDryRun,
        before: toIso(beforeMs),
        payments,
        ...(!isDryRun && { callbacks, receipts }),
        stillNeeded,
        oldestKept: oldestKept && {
          id: oldestKept.id,
          status: oldestKept.status,
          createdAt: toIso(oldestKept.createdAtMs),
        },
      },
      lines: toLines(forgotten, isDryRun, beforeMs),
    }
  })
}

function toLines(forgotten: Forgotten, isDryRun: boolean, beforeMs: number): string[] {
  const { payments, callbacks, stillNeeded, oldestKept } = forgotten
  const before = `from before ${toEastAfricaClock(beforeMs)} EAT`
  const lines = isDryRun
    ? [`The numbers of ${counted(payments, 'payment')} ${before} would be forgotten. Nothing was changed.`]
    : [
        `The numbers of ${counted(payments, 'payment')} ${before} are forgotten, with ${counted(callbacks, 'callback')}.`,
      ]
  if (stillNeeded > 0) {
    lines.push(`${counted(stillNeeded, 'older payment')} still need theirs: open, in review, or without a receipt yet.`)
  }
  if (oldestKept !== null) {
    const at = `${toEastAfricaClock(oldestKept.createdAtMs)} EAT`
    lines.push(`The oldest number that is kept is of ${at}: payment ${oldestKept.id}, ${oldestKept.status}.`)
  }
  return lines
}

interface Age {
  readonly count: number
  readonly unit: 'd' | 'mo'
}

function readAge(option: string, text: string): Age {
  const [, digits = '', unit] = /^(\d{1,4})(d|mo)$/.exec(text) ?? []
  const count = Number(digits)
  if ((unit === 'd' || unit === 'mo') && count >= 1 && count <= MOST) return { count, unit }
  throw new UsageProblem(`${option} ${text.slice(0, 40)}: use days or months, such as 90d or 24mo, and at least one.`)
}

function toTimeBefore(nowMs: number, { count, unit }: Age): number {
  if (unit === 'd') return nowMs - count * DAY_MS
  const time = new Date(nowMs)
  const day = time.getUTCDate()
  time.setUTCMonth(time.getUTCMonth() - count)
  // 31 March less a month is the end of February, not a day in March.
  if (time.getUTCDate() !== day) time.setUTCDate(0)
  return time.getTime()
}
