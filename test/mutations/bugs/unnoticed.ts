// Bugs nobody notices yet: neither the simulation nor a test. They are tried by name only; whoever teaches something to
// notice one moves it to where it belongs.

import type { Bug } from '../bug.ts'

export const UNNOTICED_BUGS: readonly Bug[] = [
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
      file: 'packages/payments/test/postgres-storm.test.ts',
      test: 'the same form at two sites at once is one payment, and so are two forms for one phone [PostgreSQL]',
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
]
