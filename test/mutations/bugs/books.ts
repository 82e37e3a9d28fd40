// The books: counters, receipts, history, and the transaction that holds them together.

import type { Bug, Edit } from '../bug.ts'

const BOOKS = 'packages/payments/src/working-books.ts'
const BATCHES = 'packages/payments/src/database/sqlite-batches.ts'
const TABLES = 'packages/payments/src/migrations/sqlite/0001-payments.sql'
const APPLY = 'packages/payments/src/apply-report.ts'

/** The table’s own checks would stop a counter from going down, whoever tries. */
export const COUNTER_MAY_SHRINK: readonly Edit[] = [
  {
    file: TABLES,
    find: '  amount_kes INTEGER NOT NULL DEFAULT 0 CHECK (amount_kes >= 0),',
    replace: '  amount_kes INTEGER NOT NULL DEFAULT 0,',
  },
  {
    file: TABLES,
    find: '  gifts      INTEGER NOT NULL DEFAULT 0 CHECK (gifts >= 0)',
    replace: '  gifts      INTEGER NOT NULL DEFAULT 0',
  },
]

export const BOOK_BUGS: readonly Bug[] = [
  {
    name: 'counter-not-moved',
    what: 'A success after a failure or a review is not added to the campaign’s counter.',
    patch: [
      {
        file: BOOKS,
        find: '    if (gained === 0) return\n',
        replace: "    if (gained === 0 || before.status === 'failed' || before.status === 'review') return\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'counter-moved-by-every-report',
    what: 'Every callback about a paid payment adds it to the counter again: a double, a replay.',
    patch: [
      {
        file: BOOKS,
        find: 'const gained = Number(counts(after)) - Number(counts(before))',
        replace: 'const gained = Number(counts(after)) - Number(counts(before) && after === before)',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'counter-outside-the-transaction',
    what: 'The counter is moved in a transaction of its own, after the one that settles the payment.',
    patch: [
      {
        file: APPLY,
        find: '      return books.toChanges()\n    },\n  )\n',
        replace:
          '      const changes = books.toChanges()\n      totals = changes.totals\n      return { ...changes, totals: new Map() }\n    },\n  )\n  if (totals.size > 0) await database.apply(NO_KEYS, facts => ({ ...openBooks(facts, report.atMs, sealer).toChanges(), totals }))\n',
      },
      {
        file: APPLY,
        find: '  let decision: Decision | null = null\n',
        replace:
          '  let decision: Decision | null = null\n  let totals: ReadonlyMap<string, { amountKes: number; gifts: number }> = new Map()\n',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'counter-rounded',
    what: 'The counter adds what was given rounded to ten shillings.',
    patch: [
      {
        file: BOOKS,
        find: 'amountKes: total.amountKes + gained * after.amountKes,',
        replace: 'amountKes: total.amountKes + gained * Math.round(after.amountKes / 10) * 10,',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/daily-totals.test.ts',
      test: 'the days of a campaign add up to its counter [SQLite]',
    },
  },
  {
    name: 'history-line-not-written',
    what: 'A report that changes something but not the status leaves no line in the history.',
    patch: [
      {
        file: BOOKS,
        find: "if (decision.verdict !== 'nothing-new' || report.source === 'push' || hasChanged(before, after)) {",
        replace: 'if (before.status !== after.status && hasChanged(before, after)) {',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'history-signs-the-payment-before',
    what: 'A line of the history is signed with the payment as it was before the report.',
    patch: [
      {
        file: BOOKS,
        find: 'payment_hash: signPayment(sealer, decision.payment),',
        replace: 'payment_hash: signPayment(sealer, before),',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'history-head-not-moved',
    what: 'The end of the history’s chain is not moved on, so that two lines follow the same one.',
    patch: [
      {
        file: BATCHES,
        find: 'statements.moveHead.run(entries.length, entries.at(-1)?.chain_hash ?? head.hash)',
        replace: 'statements.moveHead.run(entries.length, head.hash)',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'history-can-be-changed',
    what: 'Lines of the history can be changed afterwards.',
    patch: [
      {
        file: TABLES,
        find: 'BEFORE UPDATE ON payment_history\n',
        replace: "BEFORE UPDATE ON payment_history WHEN old.source = 'never'\n",
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/database.test.ts',
      test: 'history cannot be changed or removed, not even by hand',
    },
  },
  {
    name: 'receipt-not-signed-again',
    what: 'A receipt that gets its payment keeps the signature of the one without.',
    patch: [
      {
        file: BOOKS,
        find: 'const receipt = { ...unsigned, seal: signReceipt(sealer, unsigned) }',
        replace:
          'const receipt = { ...unsigned, seal: receipts.get(unsigned.receipt_number)?.seal ?? signReceipt(sealer, unsigned) }',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'receipts-not-unique',
    what: 'Nothing in the database keeps two payments from holding one receipt, and nothing in the code looks.',
    patch: [
      { file: TABLES, find: 'CREATE UNIQUE INDEX payments_receipt ON', replace: 'CREATE INDEX payments_receipt ON' },
      { file: TABLES, find: 'TEXT UNIQUE REFERENCES payments (id)', replace: 'TEXT REFERENCES payments (id)' },
      {
        file: BOOKS,
        find: '      heldBy: (receipt?.payment_id ?? null) as PaymentId | null,\n',
        replace: '      heldBy: null,\n',
      },
      {
        file: BOOKS,
        find: '    if (holder && holder.id !== after.id) takeFrom(holder, after.id, report)\n',
        replace: '',
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'the receipt of another payment proves nothing: both are named to the treasurer [SQLite]',
    },
  },
  {
    name: 'failed-commit-swallowed',
    what: 'A COMMIT that fails is logged nowhere and reported as done.',
    patch: [
      {
        file: BATCHES,
        find: "    const result = work()\n    connection.exec('COMMIT')\n    return result\n",
        replace:
          "    const result = work()\n    try {\n      connection.exec('COMMIT')\n    } catch {\n      if (connection.isTransaction) connection.exec('ROLLBACK')\n    }\n    return result\n",
      },
    ],
    caughtBy: {
      file: 'test/crash/full-disk.test.ts',
      test: 'callbacks are refused while there is no room, and taken again when there is [a limit on the size of files]',
    },
  },
  {
    name: 'commit-not-synced',
    what: 'SQLite is told not to wait for the disk (synchronous=NORMAL), as most drivers do.',
    patch: [
      {
        file: 'packages/payments/src/database/sqlite.ts',
        find: 'PRAGMA synchronous = FULL;',
        replace: 'PRAGMA synchronous = NORMAL;',
      },
      {
        file: 'packages/payments/src/database/sqlite.ts',
        find: "pragma('synchronous') !== 2",
        replace: "pragma('synchronous') === 0",
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/database.test.ts',
      test: 'a new file is readable by its owner only, and every commit is on disk before it counts',
    },
  },
]
