// Bugs nobody notices yet: neither the simulation nor a test. They are tried by name only; whoever teaches something to
// notice one moves it to where it belongs.

import type { Bug } from '../bug.ts'

export const UNNOTICED_BUGS: readonly Bug[] = [
  {
    name: 'two-take-the-same-turn',
    what: 'Two processes that see the same payment due both ask about it.',
    patch: [
      {
        file: 'packages/payments/src/queries/claim-query.ts',
        find: "    .where('next_query_at', '=', payment.nextQueryAtMs)\n",
        replace: "    .where('next_query_at', 'is not', null)\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'first-of-two-confirmations-taken',
    what: 'Where two confirmations fit a payment, the first is taken for its receipt.',
    patch: [
      {
        file: 'packages/payments/src/match-confirmation.ts',
        find: '  if (!receipt || another) return null\n',
        replace: '  if (!receipt) return null\n',
      },
      {
        file: 'packages/payments/src/match-confirmation.ts',
        find: '  return among.receipts.filter(candidate => fits(payment, candidate)).length === 1 ? payment : null\n',
        replace: '  return payment\n',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'busy-database-takes-the-blame-to-a-callback',
    what: 'A locked database or a full disk while draining is taken for a broken callback, which is set aside.',
    patch: [
      {
        file: 'packages/payments/src/worker.ts',
        find: 'if (!isDataError(error) || firstId === undefined) throw error',
        replace: 'if (firstId === undefined) throw error',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'receipts-told-apart-by-case',
    what: 'The same receipt in small letters is another receipt.',
    patch: [
      {
        file: 'packages/payments/src/drain-conclusion.ts',
        find: 'return text === null ? null : (text.toUpperCase() as ReceiptNumber)',
        replace: 'return text === null ? null : (text as ReceiptNumber)',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'same-form-twice-at-once',
    what: 'Names are not locked: two prompts for one phone are decided about at the same time.',
    patch: [
      {
        file: 'packages/payments/src/begin-payment.ts',
        find: 'return database.transaction(locks, async',
        replace: 'return database.transaction([], async',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/request-payment.test.ts',
      test: 'the same id again is the same payment and no second prompt, also at the same moment [PostgreSQL]',
    },
  },
  {
    name: 'history-head-read-without-lock',
    what: 'The end of the history’s chain is read without a lock: two transactions hang their lines on the same one.',
    patch: [
      {
        file: 'packages/payments/src/database/postgres-changes.ts',
        find: "    'UPDATE history_head SET entries = entries + $1::bigint WHERE id = 1 RETURNING hash',\n    [changes.history.length],\n",
        replace: "    'SELECT hash FROM history_head WHERE id = 1',\n    [],\n",
      },
      {
        file: 'packages/payments/src/database/postgres-changes.ts',
        find: "    connection.run('UPDATE history_head SET hash = $1 WHERE id = 1', [entries.at(-1)?.chain_hash]),\n",
        replace:
          "    connection.run('UPDATE history_head SET entries = entries + $2::bigint, hash = $1 WHERE id = 1', [entries.at(-1)?.chain_hash, changes.history.length]),\n",
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/postgres-storm.test.ts',
      test: 'a thousand changes of five payments, each by whoever comes first: none is lost [PostgreSQL]',
    },
  },
  {
    name: 'first-unique-violation-is-an-error',
    what: 'A row another process has just inserted is an error, and not looked at again.',
    patch: [
      {
        file: 'packages/payments/src/database/postgres-transaction.ts',
        find: 'return CONFLICTS.has(code) || alsoRetry.includes(code)',
        replace: 'return CONFLICTS.has(code)',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/import-statement.test.ts',
      test: 'two who read the list at the same moment book it once [PostgreSQL]',
    },
  },
  {
    name: 'everybody-fetches-tokens',
    what: 'Each process fetches a token of its own, and ends the one the others use.',
    patch: [
      {
        file: 'packages/payments/src/access-token-store.ts',
        find: '        return mintUnderLease(isNews(token) ? async () => token : mint)\n',
        replace: '        return mintUnderLease(mint)\n',
      },
      {
        file: 'packages/payments/src/access-token-store.ts',
        find: '      if (isNews(shared.token)) return shared.token\n',
        replace: '',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'counter-of-one-gift-a-batch',
    what: 'Of several payments settled by one batch, only the last is added to the counter.',
    patch: [
      {
        file: 'packages/payments/src/working-books.ts',
        find: 'const total = totals.get(after.campaign) ?? { amountKes: 0, gifts: 0 }',
        replace: 'const total = { amountKes: 0, gifts: 0 }',
      },
    ],
    caughtBy: 'simulation',
  },
]
