// What years of gifts cost: looking a payment up by its checkout request and by its receipt, and taking and settling
// callbacks, in books with ten thousand, a million and five million payments.

import { randomInt } from 'node:crypto'
import { fillBooks, toFilledKeys } from './books/fill-books.ts'
import type { Books } from './books/open-books.ts'
import { gatherCleanUps } from './clean-ups.ts'
import { measure, type Taker } from './measure.ts'
import { type Answer, type Figure, type Question, type QuestionOptions, toFigure, toMedian } from './result.ts'
import { startPostgres } from './servers/postgres-server.ts'
import { startEngine, toFileUrl } from './takers.ts'
import { makeWorkFolder } from './work-folder.ts'

/** Filling a server with five million takes too long to be done often. */
const SIZES = { sqlite: [10_000, 1_000_000, 5_000_000], postgres: [10_000, 1_000_000] }
const MOST_ROUNDS = 2
const CAMPAIGN = 'madarasa'
const LOAD = { connections: 64, warmUpMs: 1_000, measureMs: 3_000 }
const LOOKUPS = { sqlite: 20_000, postgres: 3_000 }

interface Filled {
  readonly engine: 'sqlite' | 'postgres'
  readonly size: number
  readonly taker: Taker & { books: Books }
  readonly checkoutUs: number[]
  readonly receiptUs: number[]
  readonly settledPerSecond: number[]
}

export const lookups: Question = {
  name: 'lookups',
  about: 'looking up and settling among 10 k, 1 M and 5 M payments',
  ask,
}

async function ask({ isQuick, rounds, say }: QuestionOptions): Promise<Answer> {
  const cleanUps = gatherCleanUps()
  try {
    const folder = makeWorkFolder(cleanUps)
    const postgres = await startPostgres(cleanUps, folder)
    const all: Filled[] = []
    for (const engine of ['sqlite', 'postgres'] as const) {
      for (const size of SIZES[engine].filter(size => !isQuick || size < 5_000_000)) {
        const name = `filled_${size}`
        const url = engine === 'sqlite' ? toFileUrl(folder, name) : await postgres.createDatabase(name)
        const options = { name, url, isSigned: false, ...(engine === 'postgres' && { postgres }) }
        const taker = await startEngine(cleanUps, folder, options)
        const beganMs = performance.now()
        await fillBooks(taker.books.statements, engine, size, CAMPAIGN)
        say(`  ${engine}: ${size} payments in ${((performance.now() - beganMs) / 1000).toFixed(0)} s`)
        all.push({ engine, size, taker, checkoutUs: [], receiptUs: [], settledPerSecond: [] })
      }
    }
    for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round++) {
      for (const filled of all) await measureOnce(filled, say)
    }
    for (const { taker } of all) await taker.books.verify()
    return { figures: toFigures(all), facts: toFacts(all) }
  } finally {
    await cleanUps.run()
  }
}

async function measureOnce(filled: Filled, say: (line: string) => void): Promise<void> {
  const { engine, size, taker } = filled
  const keys = Array.from({ length: LOOKUPS[engine] }, () => toFilledKeys(randomInt(size)))
  const checkouts = keys.map(({ checkoutRequestId }) => checkoutRequestId)
  const receipts = keys.map(({ receiptNumber }) => receiptNumber)
  const { statements } = taker.books
  const place = engine === 'sqlite' ? '?' : '$1'
  filled.checkoutUs.push(
    await statements.timeUs(`SELECT * FROM payments WHERE checkout_request_id = ${place}`, checkouts),
  )
  filled.receiptUs.push(
    await statements.timeUs(
      `SELECT payments.* FROM receipts JOIN payments ON payments.id = receipts.payment_id WHERE receipts.receipt_number = ${place}`,
      receipts,
    ),
  )
  const { settledPerSecond } = await measure(taker, LOAD)
  await taker.books.untilDrained()
  filled.settledPerSecond.push(settledPerSecond)
  say(
    `  ${engine}, ${size}: by checkout request ${filled.checkoutUs.at(-1)?.toFixed(1)} µs, by receipt ${filled.receiptUs.at(-1)?.toFixed(1)} µs, settled ${settledPerSecond.toFixed(0)}/s`,
  )
}

function toFigures(all: readonly Filled[]): Figure[] {
  return all.flatMap(filled => {
    const smallest = all.find(other => other.engine === filled.engine)
    if (!smallest || smallest === filled) return []
    const name = `${filled.engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, ${toWords(filled.size)} ÷ ${toWords(smallest.size)} payments`
    const ratio = (fact: 'checkoutUs' | 'receiptUs' | 'settledPerSecond') =>
      filled[fact].map((value, round) => value / (smallest[fact][round] ?? Number.NaN))
    const id = `${filled.engine}-${filled.size}`
    return [
      toFigure(`checkout-${id}`, `lookup by checkout request, ${name}`, ratio('checkoutUs'), { most: 2 }),
      toFigure(`receipt-${id}`, `lookup by receipt, ${name}`, ratio('receiptUs'), { most: 2 }),
      toFigure(`settle-${id}`, `callbacks settled a second, ${name}`, ratio('settledPerSecond'), { least: 0.8 }),
    ]
  })
}

function toFacts(all: readonly Filled[]): Record<string, string> {
  return Object.fromEntries(
    all.map(({ engine, size, checkoutUs, receiptUs }) => [
      `lookups, ${engine}, ${toWords(size)} payments`,
      `${toMedian(checkoutUs).toFixed(0)} µs by checkout request, ${toMedian(receiptUs).toFixed(0)} µs by receipt`,
    ]),
  )
}

function toWords(size: number): string {
  return size >= 1_000_000 ? `${size / 1_000_000} M` : `${size / 1_000} k`
}
