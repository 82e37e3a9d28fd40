// Time zones, clocks, whole shillings, and what is kept sealed.

import type { Bug } from '../bug.ts'

const EAST_AFRICA = 'packages/daraja/src/east-africa-time.ts'

export const TIME_AND_MONEY_BUGS: readonly Bug[] = [
  {
    name: 'transaction-date-read-as-utc',
    what: 'The TransactionDate of a callback is read as UTC, three hours off.',
    patch: [
      {
        file: EAST_AFRICA,
        find: 'return readBack === digits ? asIfUtcMs - EAST_AFRICA_OFFSET_MS : null',
        replace: 'return readBack === digits ? asIfUtcMs : null',
      },
    ],
    caughtBy: {
      file: 'packages/daraja/test/east-africa-time.test.ts',
      test: 'what Daraja wrote is read as Nairobi time, as number or text',
    },
  },
  {
    name: 'timestamp-in-utc',
    what: 'The Timestamp of a push is UTC, not Nairobi’s.',
    patch: [
      {
        file: EAST_AFRICA,
        find: "return new Date(epochMs + EAST_AFRICA_OFFSET_MS).toISOString().slice(0, 19).replace(/[-:T]/g, '')",
        replace: "return new Date(epochMs).toISOString().slice(0, 19).replace(/[-:T]/g, '')",
      },
    ],
    caughtBy: {
      file: 'packages/daraja/test/east-africa-time.test.ts',
      test: 'Nairobi is three hours ahead of UTC, on every day of the year',
    },
  },
  {
    name: 'days-cut-at-utc-midnight',
    what: 'Daily totals are cut at midnight UTC, at three in the morning in Nairobi.',
    patch: [
      {
        file: 'packages/payments/src/queries/list-daily-totals.ts',
        find: 'const EAST_AFRICA_OFFSET_MS = 3 * 60 * 60_000',
        replace: 'const EAST_AFRICA_OFFSET_MS = 0 * 60 * 60_000',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/daily-totals.test.ts',
      test: 'a day ends at midnight in Nairobi: of a year, a month and a leap year too [SQLite]',
    },
  },
  {
    name: 'cents-rounded',
    what: 'An amount with cents in a callback is rounded to shillings.',
    patch: [
      {
        file: 'packages/daraja/src/money.ts',
        find: '  if (isShillings(value)) return value\n  if (typeof value !==',
        replace:
          "  if (typeof value === 'number' && isShillings(Math.round(value))) return Math.round(value) as Shillings\n  if (typeof value !==",
      },
    ],
    caughtBy: {
      file: 'packages/daraja/test/money.test.ts',
      test: 'an amount on the wire is a whole positive number or nothing',
    },
  },
  {
    name: 'sleeps-until-a-clock-that-was-set-back',
    what: 'The loop sleeps as long as the next payment is away, and no kick wakes it.',
    patch: [
      {
        file: 'packages/payments/src/loop.ts',
        find: '      if (!running) ports.soon(begin)\n',
        replace: '',
      },
      {
        file: 'packages/payments/src/worker.ts',
        find: 'return Math.min(await reconciler.nextDueInMs(), LONGEST_SLEEP_MS)',
        replace: 'return Math.min(await reconciler.nextDueInMs(), 1_000 * LONGEST_SLEEP_MS)',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'sealed-for-anywhere',
    what: 'A sealed phone number does not say whose it is: copied into another row, it opens.',
    patch: [
      {
        file: 'packages/payments/src/sealed-box.ts',
        find: '      cipher.setAAD(Buffer.from(belongsTo))\n',
        replace: '',
      },
      {
        file: 'packages/payments/src/sealed-box.ts',
        find: '      decipher.setAAD(Buffer.from(belongsTo))\n',
        replace: '',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/sealing.test.ts',
      test: 'a sealed value opens neither elsewhere, nor altered, nor cut, nor with another secret',
    },
  },
  {
    name: 'sealed-with-a-key-of-the-process',
    what: 'Everything is sealed with a key each process makes for itself: others do not open it.',
    patch: [
      {
        file: 'packages/payments/src/sealing.ts',
        find: 'const box = createSealedBox(keys.sealing)',
        replace: 'const box = createSealedBox(random(keys.sealing.length))',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'second-to-give-up-ends-the-asking',
    what: 'Of two engines that give a payment up, the second takes it for settled, and nobody asks any more.',
    patch: [
      {
        file: 'packages/payments/src/decide-others.ts',
        find: "const isStillAsked = payment.reviewReason === 'no-answer' || payment.doubt !== null",
        replace: 'const isStillAsked = false',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/decide.test.ts',
      test: 'nothing ends the asking about what is open, unproven or given up without an answer',
    },
  },
]
