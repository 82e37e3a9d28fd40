// Asking Daraja what became of a payment: what an answer means, and when to ask again.

import type { Bug } from '../bug.ts'
import { COUNTER_MAY_SHRINK } from './books.ts'

const QUERY = 'packages/payments/src/decide-query.ts'
const STK_QUERY = 'packages/daraja/src/stk-query.ts'
const RECONCILE = 'packages/payments/src/reconcile.ts'

export const ASKING_BUGS: readonly Bug[] = [
  {
    name: 'query-overturns-callback',
    what: 'A query that says not paid overturns a success a callback has proved.',
    patch: [
      ...COUNTER_MAY_SHRINK,
      {
        file: QUERY,
        find: 'the payment stays as it is`, doneAsking(contradicted))',
        replace: "the payment stays as it is`, fail(doneAsking(contradicted), { resultCode, atMs, source: 'query' }))",
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/decide.test.ts',
      test: 'query cancelled: created',
    },
  },
  {
    name: 'processing-is-failure',
    what: 'A query answered with "still processing" makes the payment failed.',
    patch: [
      {
        file: RECONCILE,
        find: "  if (answer.state === 'processing') return { source: 'query', said: 'processing', atMs }\n",
        replace: '',
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/reconcile.test.ts',
      test: '"being processed" is no verdict: after a day a person has to look',
    },
  },
  {
    name: '4999-is-final',
    what: 'Code 4999 is read as a failure like any other.',
    patch: [
      {
        file: 'packages/daraja/src/result-codes.ts',
        find: "  money: 'unknown',\n  failureReason: null,\n",
        replace: "  money: 'not-received',\n  failureReason: 'expired',\n",
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/daraja/test/client.test.ts',
      test: 'a query answered "4999" reads accepted processing 4999',
    },
  },
  {
    name: '500-001-1001-is-failure',
    what: 'Error 500.001.1001, "the transaction is being processed", is read as a failure.',
    patch: [
      {
        file: STK_QUERY,
        find: "      state: 'processing',\n      resultCode: '4999',\n",
        replace: "      state: 'failed',\n      resultCode: '1037',\n",
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/daraja/test/client.test.ts',
      test: 'a query answered "being processed, HTTP 500" reads accepted processing',
    },
  },
  {
    name: 'does-not-exist-is-failure',
    what: 'A query answered with "The transaction does not Exist" makes the payment failed.',
    patch: [
      {
        file: STK_QUERY,
        find: '  if (/processed|processing/i.test(message)) {',
        replace:
          "  if (/does not exist/i.test(message)) {\n    return {\n      outcome: 'accepted',\n      state: 'failed',\n      resultCode: '1037',\n      resultDescription: message,\n      merchantRequestId: null,\n    }\n  }\n  if (/processed|processing/i.test(message)) {",
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/daraja/test/client.test.ts',
      test: 'a query answered "does not exist" reads unknown',
    },
  },
  {
    name: 'no-answer-is-failure',
    what: 'A query nobody answers makes the payment failed.',
    patch: [
      {
        file: RECONCILE,
        find: "  if (answer.outcome !== 'accepted') return { source: 'query', said: 'nothing', atMs }\n",
        replace:
          "  if (answer.outcome !== 'accepted') return { source: 'query', said: 'failed', resultCode: '1037', atMs }\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'schedule-ends-at-first-silence',
    what: 'A query nobody answers is not asked again.',
    patch: [
      {
        file: QUERY,
        find: "return verdict('nothing-new', 'the query had no answer', askLater(payment, report.atMs))",
        replace: "return verdict('nothing-new', 'the query had no answer', doneAsking(payment))",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'asked-again-at-once',
    what: 'A query nobody answers is asked again at once, and again, and again.',
    patch: [
      {
        file: QUERY,
        find: "return verdict('nothing-new', 'the query had no answer', askLater(payment, report.atMs))",
        replace:
          "return verdict('nothing-new', 'the query had no answer', { ...askLater(payment, report.atMs), nextQueryAtMs: report.atMs })",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'given-up-is-failed',
    what: 'A payment nobody could tell anything about for a day is failed, not looked into.',
    patch: [
      {
        file: 'packages/payments/src/decide-others.ts',
        find: "  const reviewed = toReview(payment, 'no-answer')\n",
        replace:
          "  if (payment.claim === null) {\n    return verdict('applied', because, fail(payment, { resultCode: '1037', source: 'query', atMs: report.atMs }))\n  }\n  const reviewed = toReview(payment, 'no-answer')\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'given-up-for-good',
    what: 'A payment in review because nobody answered is not asked about any more.',
    patch: [
      {
        file: 'packages/payments/src/decide-others.ts',
        find: "return verdict('applied', because, { ...reviewed, nextQueryAtMs: scheduleNextQuery(reviewed, report.atMs) })",
        replace: "return verdict('applied', because, reviewed)",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'never-given-up',
    what: 'A payment nobody can tell anything about never goes to a person.',
    patch: [
      {
        file: RECONCILE,
        find: '    if (!isWaiting || atMs < toGiveUpAtMs(payment)) return payment\n',
        replace: "    if (!isWaiting || atMs < toGiveUpAtMs(payment) || payment.status === 'pending') return payment\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'lease-without-fence',
    what: 'Whoever has slept through its turn to ask still writes what it heard.',
    patch: [
      {
        file: QUERY,
        find: '  if (report.turn !== undefined && report.turn !== asked.queryTurn) {',
        replace: '  if (report.turn !== undefined && report.turn > asked.queryTurn) {',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/reconcile.test.ts',
      test: 'an engine stopped for 90 s while it asked cannot write what it heard: its turn has lapsed',
    },
  },
  {
    name: 'lease-outlives-its-holder',
    what: 'A process that dies while it asks holds the question up for ever.',
    patch: [
      {
        file: RECONCILE,
        find: 'const LEASE_MS = 60_000',
        replace: 'const LEASE_MS = 10 * 365 * 24 * 60 * 60_000',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'query-drops-waiting-receipt',
    what: 'A query that agrees with the callback that waited settles the payment without its receipt.',
    patch: [
      {
        file: QUERY,
        find: 'const { receiptNumber = null, occurredAtMs = null } = claim ?? {}',
        replace: 'const { receiptNumber = null, occurredAtMs = null } = {} as Partial<NonNullable<typeof claim>>',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'query-after-certain-failure-settles',
    what: 'A query that says paid settles a payment a trusted callback has called failed, and no person looks.',
    patch: [
      {
        file: QUERY,
        find: "const isCertainFailure = status === 'failed' && payment.doubt === null",
        replace: "const isCertainFailure = status === 'review' && payment.doubt === null",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'undocumented-code-is-final',
    what: 'A result code nobody has documented is a failure at once.',
    patch: [
      {
        file: 'packages/payments/src/decide-callback.ts',
        find: '  if (!explainResultCode(resultCode).isKnown) {',
        replace: "  if (explainResultCode(resultCode).money === 'unknown') {",
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'a code nobody has documented is no failure before a query agrees [SQLite]',
    },
  },
  {
    name: 'stale-read-written-back',
    what: 'What Daraja answered is decided about the payment as it was before it was asked, outside the transaction.',
    patch: [
      {
        file: 'packages/payments/src/apply-report.ts',
        find: '  let decision: Decision | null = null\n',
        replace:
          '  let decision: Decision | null = null\n  const read = await findPayment(database.kysely, about.id)\n',
      },
      {
        file: 'packages/payments/src/apply-report.ts',
        find: '      const payment = books.findPayment(about.id)\n',
        replace: '      const payment = read\n',
      },
      {
        file: 'packages/payments/src/apply-report.ts',
        find: "import type { Sealer } from './sealing.ts'\n",
        replace:
          "import { findPayment } from './queries/find-payment.ts'\nimport type { Sealer } from './sealing.ts'\n",
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/postgres-storm.test.ts',
      test: 'callbacks, confirmations, queries and replays about twelve payments at four engines at once [PostgreSQL]',
    },
  },
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
    caughtBy: {
      file: 'packages/payments/test/claim-query.test.ts',
      test: 'of five who see the same payment due, one has the turn, and whoever saw it earlier has none [SQLite]',
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
    caughtBy: {
      file: 'packages/payments/test/access-token-store.test.ts',
      test: 'four processes that need a token at the same moment fetch one between them [PostgreSQL]',
    },
  },
]
