// What only PostgreSQL can get wrong: a COMMIT whose answer is lost, and transactions that run at the same time.

import type { Bug } from '../bug.ts'

const TRANSACTION = 'packages/payments/src/database/postgres-transaction.ts'
const FACTS = 'packages/payments/src/database/postgres-facts.ts'
const CHANGES = 'packages/payments/src/database/postgres-changes.ts'
const COMMIT_TEST = 'test/postgres/commit.test.ts'
const ORDER_TEST = 'test/crash/interleavings.test.ts'

export const POSTGRES_BUGS: readonly Bug[] = [
  {
    name: 'lost-commit-taken-as-done',
    what: 'A connection that breaks during COMMIT is taken for a commit that was done.',
    patch: [
      {
        file: TRANSACTION,
        find: '    if (isKnown || !(await hasCommitted({ open, setTimer, id, session: await connection.session() }))) throw error\n',
        replace: '    if (isKnown) throw error\n',
      },
    ],
    caughtBy: {
      file: COMMIT_TEST,
      test: 'insertCallbacks: no COMMIT ever gets to the server: it is not done, and said not to be',
    },
  },
  {
    name: 'lost-commit-done-again',
    what: 'A transaction whose COMMIT nobody answered is run again, though it may have been committed.',
    patch: [
      {
        file: TRANSACTION,
        find: '    if (isKnown || !(await hasCommitted({ open, setTimer, id, session: await connection.session() }))) throw error\n',
        replace: '    throw error\n',
      },
    ],
    caughtBy: {
      file: COMMIT_TEST,
      test: 'apply: every COMMIT is cut after it was committed: it is done once, and said to be',
    },
  },
  {
    name: 'commit-of-another-life',
    what: 'After a crash of the server the number of a lost transaction, given to another, is taken for ours.',
    patch: [
      {
        file: 'packages/payments/src/database/postgres-outcome.ts',
        find: "return isSameLife && status === 'committed' ? status : 'of-another-life'",
        replace: "return status === 'committed' ? status : 'of-another-life'",
      },
    ],
    caughtBy: {
      file: COMMIT_TEST,
      test: 'a crash gives the number of a transaction it has lost to another, whose commit is not taken for the lost one’s',
    },
  },
  {
    name: 'payments-not-locked',
    what: 'Payments are read without a lock, and what two transactions decided about them is lost or counted twice.',
    patch: [
      {
        file: FACTS,
        find: 'WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE`',
        replace: 'WHERE id = ANY ($1::text[]) ORDER BY id`',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/postgres-storm.test.ts',
      test: 'a thousand changes of five payments, each by whoever comes first: none is lost [PostgreSQL]',
    },
  },
  {
    name: 'callbacks-not-locked',
    what: 'Two engines drain the same callbacks at the same moment (FOR UPDATE SKIP LOCKED left out).',
    patch: [
      {
        file: FACTS,
        find: 'WHERE verdict IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`',
        replace: 'WHERE verdict IS NULL ORDER BY id LIMIT $1`',
      },
    ],
    caughtBy: {
      file: ORDER_TEST,
      test: 'in whatever order: a failure and a success drained by two engines, and a query [PostgreSQL]',
    },
  },
  {
    name: 'left-to-others-for-good',
    what: 'Callbacks another engine had begun on when it died are not looked at again before something else happens.',
    patch: [
      {
        file: 'packages/payments/src/worker.ts',
        find: 'return isLeft ? LEFT_TO_OTHERS_MS : LONGEST_SLEEP_MS',
        replace: 'return LONGEST_SLEEP_MS',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/left-to-others.test.ts',
      test: 'what another engine died over is drained a second after its session is gone [PostgreSQL]',
    },
  },
  {
    name: 'counter-not-added-up',
    what: 'The counter of a campaign is set to what was given last, and not added to.',
    patch: [
      {
        file: CHANGES,
        find: 'amount_kes = campaign_totals.amount_kes + added.amount_kes',
        replace: 'amount_kes = added.amount_kes',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/daily-totals.test.ts',
      test: 'the days of a campaign add up to its counter [PostgreSQL]',
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
      file: 'packages/payments/test/history-chain.test.ts',
      test: 'prompts by four engines at once hang their lines on one chain, each behind another [PostgreSQL]',
    },
  },
]
