// Fetches M-PESA's list of the last two days page by page and takes it into the books.

import { type Daraja, type DarajaProblem, PULL_WINDOW_MS } from '@harambee/daraja'
import { importStatement, type LineOutcome, type StatementContext } from './import-statement.ts'

/** What the list held, and what became of its lines. */
export interface PulledMoney {
  readonly lines: number
  readonly outcomes: Readonly<Record<LineOutcome, number>>
  /** What was booked as gifts nobody here had asked for. */
  readonly bookedKes: number
  /** Why the list could not be read to its end; null: it was. What was read until then is in the books. */
  readonly problem: DarajaProblem | null
}

/** A page may hold anything from one row on; a busy charity has some thousands in two days. */
const MAX_PAGES = 10_000
/** The clocks at both ends differ: what lies at the very edge might be refused. */
const EDGE_MS = 60_000

/** Reads it from its beginning. Doing it again changes nothing. */
export async function pullMoney(context: StatementContext & { readonly daraja: Daraja }): Promise<PulledMoney> {
  const outcomes = { known: 0, matched: 0, booked: 0, waiting: 0, unclaimed: 0, ignored: 0 }
  let bookedKes = 0
  let lines = 0
  const toMs = context.ports.nowMs()
  const fromMs = toMs - PULL_WINDOW_MS + EDGE_MS
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await context.daraja.pullReceipts({ fromMs, toMs, offset: lines })
    if (answer.outcome !== 'accepted') return { lines, outcomes, bookedKes, problem: answer.problem }
    if (answer.rows === 0) break
    lines += answer.rows
    const found = await importStatement(context, answer.receipts)
    for (const [index, outcome] of found.entries()) {
      outcomes[outcome] += 1
      if (outcome === 'booked') bookedKes += answer.receipts[index]?.amountKes ?? 0
    }
  }
  return { lines, outcomes, bookedKes, problem: null }
}
