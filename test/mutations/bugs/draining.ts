// From the stored callback to the payment it speaks of.

import type { Bug } from '../bug.ts'

const DRAIN = 'packages/payments/src/drain-inbox.ts'
const BATCHES = 'packages/payments/src/database/sqlite-batches.ts'
const WORKER = 'packages/payments/src/worker.ts'

export const DRAINING_BUGS: readonly Bug[] = [
  {
    name: 'drained-before-applied',
    what: 'Callbacks are marked as drained in a transaction of their own, before what they say is applied.',
    patch: [
      {
        file: BATCHES,
        find: '  return inTransaction(connection, () => {\n    const found =\n',
        replace:
          "  const { limit } = { limit: 0, ...selection }\n  if (limit > 0) {\n    const taken = statements.selectUndrained.all(limit) as unknown as InboxRow[]\n    inTransaction(connection, () => {\n      for (const { id } of taken) statements.setInboxOutcome.run('applied', '', null, null, 0, id)\n    })\n    const rows = taken.map(toStoredCallback)\n    const changes = inTransaction(connection, () => {\n      const decided = decide(loadFacts(statements, prepare(rows)))\n      saveChanges(statements, decided)\n      return decided\n    })\n    return { drained: rows.length, changes }\n  }\n  return inTransaction(connection, () => {\n    const found =\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'last-of-batch-forgotten',
    what: 'The last callback of every batch is not drained.',
    patch: [
      {
        file: DRAIN,
        find: '      for (const one of read) {',
        replace: '      for (const one of read.slice(0, read.length - 1)) {',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'last-of-batch-marked-unread',
    what: 'Of two callbacks drained together, the second is marked as drained and never applied.',
    patch: [
      {
        file: DRAIN,
        find: '        const conclusion = drainOne(books, settings, one, atMs)\n',
        replace:
          "        const isLast = read.length > 1 && one === read.at(-1)\n        const skipped: Conclusion = { verdict: 'duplicate', because: '', paymentId: null }\n        const conclusion = isLast ? skipped : drainOne(books, settings, one, atMs)\n",
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/one-batch.test.ts',
      test: 'five gifts of one batch are five in the campaign’s counter [SQLite]',
    },
  },
  {
    name: 'loop-ends-at-first-error',
    what: 'A loop that meets an error is not started again.',
    patch: [
      {
        file: 'packages/payments/src/loop.ts',
        find: '      const sleepMs = pauseMs\n      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)\n      return sleepMs\n',
        replace:
          '      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)\n      isStopped = true\n      return pauseMs\n',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'bad-callback-stops-all',
    what: 'A callback that breaks a rule of the database is tried for ever, and those behind it wait.',
    patch: [
      {
        file: WORKER,
        find: 'if (!isDataError(error) || firstId === undefined) throw error',
        replace: 'if (!isDataError(error) || firstId === undefined || limit === 1) throw error',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/set-aside.test.ts',
      test: 'it is set aside, and those before and after it are applied [SQLite]',
    },
  },
  {
    name: 'unlisted-never-drained',
    what: 'Callbacks from unlisted addresses are stored and never read.',
    patch: [
      {
        file: 'packages/payments/src/database/sqlite-statements.ts',
        find: 'WHERE verdict IS NULL ORDER BY id LIMIT ?',
        replace: 'WHERE verdict IS NULL AND is_allowed = 1 ORDER BY id LIMIT ?',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'callback-before-answer-dropped',
    what: 'A callback is matched by its checkout request alone: before the push’s answer it finds no payment.',
    patch: [
      {
        file: DRAIN,
        find: 'const payment = row.namedId === null ? byCheckout() : books.findPayment(row.namedId)',
        replace: 'const payment = byCheckout()',
      },
      {
        file: DRAIN,
        find: "const checkoutRequestId = conclusion.verdict === 'unmatched' ? one.checkoutRequestId : null",
        replace: 'const checkoutRequestId = null',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'unmatched-not-looked-at-again',
    what: 'A callback through the plain door that overtakes the push’s answer is not drained again when the answer comes.',
    patch: [
      {
        file: 'packages/payments/src/working-books.ts',
        find: '        boundCheckouts.add(after.checkoutRequestId)\n',
        replace: '',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'a callback about a checkout request nobody knows yet is applied when the push’s answer names it [SQLite]',
    },
  },
  {
    name: 'weak-door-believed-at-once',
    what: 'A success through the door that only the shared key protects settles a payment without a query.',
    patch: [
      {
        file: DRAIN,
        find: "const trust = row.door !== 'payment' ? 'weak' : mustConfirm ? 'confirm' : 'full'",
        replace: "const trust = mustConfirm ? 'confirm' : 'full'",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'confirm-always-ignored',
    what: 'With MPESA_CONFIRM=always a success counts before a query agrees.',
    patch: [
      {
        file: DRAIN,
        find: "const mustConfirm = !row.isAllowed || settings.confirm === 'always'",
        replace: 'const mustConfirm = !row.isAllowed',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'MPESA_CONFIRM=always makes every success wait for a query [SQLite]',
    },
  },
  {
    name: 'success-without-receipt-is-a-failure',
    what: 'A callback with code 0 and no receipt is taken for a failure.',
    patch: [
      {
        file: DRAIN,
        find: "const saysNothing = resultCode === '0' || explainResultCode(resultCode).money === 'unknown'",
        replace: "const saysNothing = explainResultCode(resultCode).money === 'unknown'",
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'a callback that names cents as the amount settles nothing [SQLite]',
    },
  },
  {
    name: 'unreadable-callback-asks-nobody',
    what: 'A body that cannot be read but names its payment does not make Daraja be asked.',
    patch: [
      {
        file: DRAIN,
        find: '    if (named) books.askSoon(named)\n',
        replace: '',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'an unreadable body with a right key is kept byte for byte, and Daraja is asked instead [SQLite]',
    },
  },
  {
    name: 'confirmation-counted-beside-its-callback',
    what: 'A C2B confirmation counts as a gift of its own, beside the prompt that brought the money.',
    patch: [
      {
        file: 'packages/payments/src/working-books.ts',
        find: '      const receipt = { ...unsigned, seal: signReceipt(sealer, unsigned) }\n',
        replace:
          "      const receipt = { ...unsigned, seal: signReceipt(sealer, unsigned) }\n      if (receipt.channel === 'confirmation' && !receipts.has(receipt.receipt_number)) {\n        const [campaign = 'madarasa'] = totals.keys()\n        const total = totals.get(campaign) ?? { amountKes: 0, gifts: 0 }\n        totals.set(campaign, { amountKes: total.amountKes + receipt.amount_kes, gifts: total.gifts + 1 })\n      }\n",
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
    caughtBy: {
      file: 'packages/payments/test/match-confirmation.test.ts',
      test: 'where two confirmations fit a payment, neither is taken for its own',
    },
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
    caughtBy: {
      file: 'packages/payments/test/set-aside.test.ts',
      test: 'a database that is locked, full or cut off sets nothing aside: the callback waits until it is there again [SQLite]',
    },
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
    caughtBy: {
      file: 'packages/payments/test/one-batch.test.ts',
      test: 'a receipt in small letters is the receipt it is in capitals, and settles one payment [SQLite]',
    },
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
    caughtBy: {
      file: 'packages/payments/test/one-batch.test.ts',
      test: 'five gifts of one batch are five in the campaign’s counter [SQLite]',
    },
  },
]
