// Years of gifts in minutes: paid payments with donation, receipt and a line of history, made by the database itself.
// Nobody signs them, so such books cannot be verified; looking things up and taking callbacks cost what they would cost.

import { CACHE, type Statements } from './open-statements.ts'

const START_MS = Date.UTC(2020, 0, 1)
const APART_MS = 30_000
const SEAL = 'f'.repeat(64)
/** Ids ascend, so that filling is quick; what is added later lies anywhere between them. */
const ID_SPACE = 0xffff_ffff

/** As long as a concealed checkout request. */
const REST = '7'.repeat(78)

/** The checkout request, as the database has it, and the receipt of a filled payment. */
export function toFilledKeys(number: number): { checkoutRequestId: string; receiptNumber: string } {
  const digits = String(number).padStart(9, '0')
  return { checkoutRequestId: `c1.${digits}${REST}`, receiptNumber: `T${digits}` }
}

interface Dialect {
  /** Names the numbers from 0. */
  readonly numbers: (count: number) => string
  /** `number` as eight hex digits, and as nine decimal ones. */
  readonly hex: (number: string) => string
  readonly digits: (number: string) => string
  readonly random: string
  readonly begin: readonly string[]
  readonly end: readonly string[]
}

const SQLITE: Dialect = {
  numbers: count => `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})`,
  hex: number => `printf('%08x', ${number})`,
  digits: number => `printf('%09d', ${number})`,
  random: 'lower(hex(randomblob(12)))',
  begin: ['PRAGMA foreign_keys = OFF', 'PRAGMA synchronous = OFF', 'PRAGMA cache_size = -1000000'],
  end: ['PRAGMA synchronous = FULL', CACHE, 'PRAGMA wal_checkpoint(TRUNCATE)'],
}

const POSTGRES: Dialect = {
  numbers: count => `WITH n(i) AS (SELECT generate_series(0::bigint, ${count - 1}))`,
  hex: number => `lpad(to_hex(${number}), 8, '0')`,
  digits: number => `lpad((${number})::text, 9, '0')`,
  random: 'left(md5(random()::text), 24)',
  // Foreign keys are triggers.
  begin: ["SET session_replication_role = 'replica'", 'SET synchronous_commit = off', 'SET work_mem = 64000'],
  end: ["SET session_replication_role = 'origin'", 'SET synchronous_commit = on', 'ANALYZE', 'CHECKPOINT'],
}

/** @param campaign a slug there is */
export async function fillBooks(
  statements: Statements,
  engine: 'sqlite' | 'postgres',
  count: number,
  campaign: string,
): Promise<void> {
  const dialect = engine === 'sqlite' ? SQLITE : POSTGRES
  for (const statement of dialect.begin) await statements.run(statement)
  for (const statement of toFillStatements(dialect, count, campaign)) await statements.run(statement)
  for (const statement of dialect.end) await statements.run(statement)
}

function toFillStatements({ numbers, hex, digits, random }: Dialect, count: number, campaign: string): string[] {
  const id = `${hex(`i * ${Math.floor(ID_SPACE / count)}`)} || ${random}`
  const at = `${START_MS} + i * ${APART_MS}`
  return [
    `INSERT INTO donations (id, campaign, giver_hash, created_at, seal)
     ${numbers(count)} SELECT ${id}, '${campaign}', NULL, ${at}, '${SEAL}' FROM n`,
    `INSERT INTO payments (id, donation_id, campaign, status, result_code, amount_kes, phone_hash, phone_masked,
       short_code, account_reference, checkout_request_id, merchant_request_id, receipt_number, sources, created_at,
       pushed_at, settled_at, occurred_at)
     ${numbers(count)} SELECT ${id}, '${'0'.repeat(32)}', '${campaign}', 'succeeded', '0', 10 + i % 500,
       '${SEAL.slice(8)}' || ${hex('i % 100000')}, '2547•••••001', '174379', 'MADARASA',
       'c1.' || ${digits('i')} || '${REST}', '29115-' || ${digits('i')} || '-2', 'T' || ${digits('i')},
       'callback', ${at}, ${at}, ${at} + 20000, ${at} + 19000 FROM n`,
    `INSERT INTO receipts (receipt_number, payment_id, channel, amount_kes, occurred_at, created_at, seal)
     SELECT receipt_number, id, 'callback', amount_kes, occurred_at, settled_at, '${SEAL}' FROM payments
     WHERE receipt_number LIKE 'T%' ORDER BY receipt_number`,
    `INSERT INTO payment_history (payment_id, at, source, said, verdict, because, status_before, status_after,
       amount_kes, receipt_number, payment_hash, chain_hash)
     SELECT id, settled_at, 'callback', 'succeeded', 'applied', 'paid, as we asked', 'pending', 'succeeded',
       amount_kes, receipt_number, '${SEAL}', '${SEAL}' FROM payments WHERE receipt_number LIKE 'T%' ORDER BY receipt_number`,
  ]
}
