// What a callback means: `decideCallback` and the few ways a payment changes.

import type { Bug } from '../bug.ts'
import { COUNTER_MAY_SHRINK } from './books.ts'

const CALLBACK = 'packages/payments/src/decide-callback.ts'
const TRANSITIONS = 'packages/payments/src/transitions.ts'

export const CALLBACK_BUGS: readonly Bug[] = [
  {
    name: 'failure-overwrites-success',
    what: 'A failure that comes after a success makes the payment failed.',
    patch: [
      ...COUNTER_MAY_SHRINK,
      {
        file: CALLBACK,
        find: "  return verdict('contradiction', because, flagged(payment, 'failure-after-success'))",
        replace:
          "  return verdict('contradiction', because, fail(flagged(payment, 'failure-after-success'), { ...report, source: 'callback' }))",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'late-success-after-failure-ignored',
    what: 'A success that comes after a failure is kept in the history and changes nothing.',
    patch: [
      {
        file: CALLBACK,
        find: "    const because = payment.status === 'failed' ? 'paid, after a failure had been reported' : 'paid'\n",
        replace:
          "    const because = payment.status === 'failed' ? 'paid, after a failure had been reported' : 'paid'\n    if (payment.status === 'failed') return verdict('contradiction', because, payment)\n",
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'a success after a failure settles at once, flagged [SQLite]',
    },
  },
  {
    name: 'late-success-after-review-ignored',
    what: 'A success that comes after a payment was given up changes nothing: a person looks into it already.',
    patch: [
      {
        file: CALLBACK,
        find: "    if (payment.status === 'review') return verdict('late', 'paid, after we had given it up', settled, claimVerdict)\n",
        replace:
          "    if (payment.status === 'review') return verdict('late', 'paid, after we had given it up', payment, claimVerdict)\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'wrong-amount-accepted',
    what: 'The amount in a callback is not compared with what was asked for.',
    patch: [
      {
        file: TRANSITIONS,
        find: '  if (success.amountKes !== payment.amountKes) {',
        replace: '  if (success.amountKes < 1) {',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'a callback that names one shilling less as the amount settles nothing [SQLite]',
    },
  },
  {
    name: 'somebody-elses-receipt-accepted',
    what: 'A receipt that proves another payment already is accepted as proof.',
    patch: [
      {
        file: TRANSITIONS,
        find: 'const isTaken = receipt.heldBy !== null && receipt.heldBy !== payment.id',
        replace: 'const isTaken = false',
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'the receipt of another payment proves nothing: both are named to the treasurer [SQLite]',
    },
  },
  {
    name: 'second-receipt-replaces-the-first',
    what: 'A success that contradicts a settled payment replaces its receipt.',
    patch: [
      {
        file: CALLBACK,
        find: 'const mayFill = payment.receiptNumber === null || (payment.isReceiptInferred && !isWeak)',
        replace: 'const mayFill = payment.receiptNumber !== report.receiptNumber',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'a second receipt for one payment is flagged and not booked [SQLite]',
    },
  },
  {
    name: 'own-receipt-does-not-replace-a-claimed-one',
    what: 'A receipt somebody named with less than full trust stays when the payment’s own comes.',
    patch: [
      {
        file: CALLBACK,
        find: 'const mayFill = payment.receiptNumber === null || (payment.isReceiptInferred && !isWeak)',
        replace: 'const mayFill = payment.receiptNumber === null',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'a receipt forged through the weaker door, and adopted because the query says paid, gives way to the real one [SQLite]',
    },
  },
  {
    name: 'receipt-after-query-ignored',
    what: 'A payment a query has confirmed does not get its receipt from the callback that comes later.',
    patch: [
      {
        file: CALLBACK,
        find: "  if (mayFill && !mismatch && payment.status === 'succeeded') {",
        replace: "  if (mayFill && !mismatch && payment.status === 'reversed') {",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'forged-failure-final',
    what: 'A failure through the weaker door is final: nobody is asked whether it is true.',
    patch: [
      {
        file: CALLBACK,
        find: "const doubt = report.trust === 'weak' ? { resultCode, inboxId } : null",
        replace: 'const doubt: { resultCode: string; inboxId: number } | null = null',
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/decide.test.ts',
      test: 'a failure through the weaker door does not keep a payment out of the books: the query decides',
    },
  },
  {
    name: 'forged-amount-keeps-money-out',
    what: 'A wrong amount through the weaker door sends a payment to a person, who then has to believe the forger.',
    patch: [
      {
        file: CALLBACK,
        find: "  if (mismatch && report.trust === 'weak')\n",
        replace: "  if (mismatch && report.trust === 'weak' && payment.status === 'failed')\n",
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/decide.test.ts',
      test: 'what does not fit through the weaker door keeps no payment out of the books',
    },
  },
  {
    name: 'forged-receipt-keeps-money-out',
    what: 'A second receipt through the weaker door sends a payment whose success waits to a person.',
    patch: [
      {
        file: CALLBACK,
        find: '  if (isOther && claim.isTrusted) {',
        replace: '  if (isOther) {',
      },
      {
        file: CALLBACK,
        find: "  if (isOther && !isTrusted) return unprovenContradiction(payment, 'another callback named another receipt', report)\n",
        replace: '',
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/decide.test.ts',
      test: 'what does not fit through the weaker door keeps no payment out of the books',
    },
  },
  {
    name: 'failure-forgets-waiting-success',
    what: 'A failure drops the success that waited for a query, and nobody is asked any more.',
    patch: [
      {
        file: CALLBACK,
        find: '  const mustAsk = payment.claim !== null || doubt !== null\n',
        replace: '  const mustAsk = doubt !== null\n',
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/decide.test.ts',
      test: 'a failure after a success that waited does not end the asking',
    },
  },
  {
    name: 'waiting-success-asks-nobody',
    what: 'A success that has to be confirmed by a query is stored, and no query is planned.',
    patch: [
      {
        file: CALLBACK,
        find: '  const waiting = askNow({ ...payment, claim: { receiptNumber, occurredAtMs, inboxId, atMs, isTrusted } }, atMs)\n',
        replace:
          '  const waiting = { ...payment, nextQueryAtMs: null, claim: { receiptNumber, occurredAtMs, inboxId, atMs, isTrusted } }\n',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'claimed-receipt-called-certain',
    what: 'A receipt named through the weaker door counts as certain once a query says paid.',
    patch: [
      {
        file: 'packages/payments/src/decide-query.ts',
        find: 'isInferred: claim?.isTrusted === false }',
        replace: 'isInferred: false }',
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'a receipt forged through the weaker door, and adopted because the query says paid, gives way to the real one [SQLite]',
    },
  },
  {
    name: 'receipt-not-released',
    what: 'A receipt that goes to the payment it belongs to is not taken from the one that only claimed it.',
    patch: [
      {
        file: 'packages/payments/src/working-books.ts',
        find: '    if (holder && holder.id !== after.id) takeFrom(holder, after.id, report)\n',
        replace: '',
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'somebody else’s receipt, claimed through the weaker door, goes to the payment it belongs to [SQLite]',
    },
  },
  {
    name: 'other-checkout-accepted',
    what: 'A callback that names another checkout request than the payment’s is believed.',
    patch: [
      {
        file: TRANSITIONS,
        find: 'return ours !== null && theirs !== null && ours !== theirs',
        replace: 'return false',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/decide.test.ts',
      test: 'what does not fit through the weaker door keeps no payment out of the books',
    },
  },
]
