// Every status × every report, as one table: what the payment becomes, and the verdict.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide } from '../src/decide.ts'
import type { ReceiptFacts } from '../src/decision.ts'
import type { Payment, PaymentId } from '../src/payment.ts'
import type { StatusReport } from '../src/status-report.ts'
import { buildPayment, CHECKOUT, MERCHANT, NOW, OTHER_CHECKOUT, OTHER_RECEIPT, RECEIPT } from './build-payment.ts'

const FREE: ReceiptFacts = { heldBy: null, isHeldByInference: false, confirmedKes: null }
const CLAIM = { receiptNumber: RECEIPT, occurredAtMs: NOW, inboxId: 7, atMs: NOW - 1_000, isTrusted: false }
const IDS = { checkoutRequestId: CHECKOUT, merchantRequestId: MERCHANT }
const OTHER_IDS = { checkoutRequestId: OTHER_CHECKOUT, merchantRequestId: MERCHANT }
const statement = { source: 'statement', said: 'succeeded', atMs: NOW, occurredAtMs: NOW, isInferred: true } as const
const confirmation = {
  source: 'confirmation',
  said: 'succeeded',
  atMs: NOW,
  inboxId: 9,
  occurredAtMs: NOW,
  isNamed: false,
  isVouched: true,
  isInferred: true,
} as const
const callback = { source: 'callback', atMs: NOW, inboxId: 9, ...IDS } as const
const paid = { ...callback, said: 'succeeded', amountKes: 500, receiptNumber: RECEIPT, occurredAtMs: NOW } as const

const STATUSES: Record<string, Payment> = {
  created: buildPayment({ status: 'created' }),
  pending: buildPayment(),
  claimed: buildPayment({ claim: CLAIM }),
  doubtful: buildPayment({ doubt: { resultCode: '4242', inboxId: 8 } }),
  paid: buildPayment({ status: 'succeeded', receiptNumber: RECEIPT, sources: ['callback'] }),
  receiptless: buildPayment({ status: 'succeeded', sources: ['query'] }),
  failed: buildPayment({ status: 'failed', failureReason: 'cancelled', resultCode: '1032' }),
  uncertain: buildPayment({
    status: 'failed',
    failureReason: 'cancelled',
    resultCode: '1032',
    doubt: { resultCode: '1032', inboxId: 8 },
  }),
  silent: buildPayment({ status: 'review', reviewReason: 'no-answer', nextQueryAtMs: null }),
  contradicted: buildPayment({ status: 'review', reviewReason: 'contradiction', nextQueryAtMs: null }),
  reversed: buildPayment({ status: 'reversed', receiptNumber: RECEIPT }),
}

const REPORTS: Record<string, [report: StatusReport, receipt?: ReceiptFacts]> = {
  'push accepted': [{ source: 'push', said: 'accepted', atMs: NOW, ...IDS }],
  'push accepted, other id': [{ source: 'push', said: 'accepted', atMs: NOW, ...OTHER_IDS }],
  'push rejected': [
    { source: 'push', said: 'rejected', atMs: NOW, failureReason: 'not-sent', resultCode: '400.002.02' },
  ],
  'push unknown': [{ source: 'push', said: 'unknown', atMs: NOW }],
  'callback paid': [{ ...paid, trust: 'full' }],
  'callback paid, weak': [{ ...paid, trust: 'weak' }],
  'callback paid, wrong amount': [{ ...paid, trust: 'full', amountKes: 50 }],
  'callback paid, weak, wrong amount': [{ ...paid, trust: 'weak', amountKes: 50 }],
  'callback paid, other receipt': [{ ...paid, trust: 'full', receiptNumber: OTHER_RECEIPT }],
  'callback paid, other checkout': [{ ...paid, trust: 'full', ...OTHER_IDS }],
  'callback paid, receipt of another': [
    { ...paid, trust: 'full', receiptNumber: OTHER_RECEIPT },
    { heldBy: 'b'.repeat(32) as PaymentId, isHeldByInference: false, confirmedKes: null },
  ],
  'callback cancelled': [{ ...callback, trust: 'full', said: 'failed', resultCode: '1032' }],
  'callback cancelled, weak': [{ ...callback, trust: 'weak', said: 'failed', resultCode: '1032' }],
  'callback cancelled, other checkout': [
    { ...callback, ...OTHER_IDS, trust: 'full', said: 'failed', resultCode: '1032' },
  ],
  'callback undocumented code': [{ ...callback, trust: 'full', said: 'failed', resultCode: '4242' }],
  'callback unclear': [{ ...callback, trust: 'full', said: 'unclear' }],
  'query paid': [{ source: 'query', said: 'succeeded', atMs: NOW }],
  'query cancelled': [{ source: 'query', said: 'failed', resultCode: '1032', atMs: NOW }],
  'query undocumented code': [{ source: 'query', said: 'failed', resultCode: '4242', atMs: NOW }],
  'query processing': [{ source: 'query', said: 'processing', atMs: NOW }],
  'query nothing': [{ source: 'query', said: 'nothing', atMs: NOW }],
  confirmation: [{ ...confirmation, amountKes: 500, receiptNumber: RECEIPT }],
  'confirmation, wrong amount': [{ ...confirmation, amountKes: 50, receiptNumber: OTHER_RECEIPT }],
  'confirmation, named': [{ ...confirmation, isNamed: true, amountKes: 500, receiptNumber: RECEIPT }],
  'confirmation, named, other': [{ ...confirmation, isNamed: true, amountKes: 500, receiptNumber: OTHER_RECEIPT }],
  'confirmation, named, wrong amount': [
    { ...confirmation, isNamed: true, amountKes: 50, receiptNumber: OTHER_RECEIPT },
  ],
  statement: [{ ...statement, amountKes: 500, receiptNumber: RECEIPT }],
  'statement, wrong amount': [{ ...statement, amountKes: 50, receiptNumber: OTHER_RECEIPT }],
  'statement, receipt of another': [
    { ...statement, amountKes: 500, receiptNumber: OTHER_RECEIPT },
    { heldBy: 'b'.repeat(32) as PaymentId, isHeldByInference: true, confirmedKes: 500 },
  ],
  'operator paid': [
    { source: 'operator', said: 'succeeded', atMs: NOW, by: 'amina', amountKes: 500, receiptNumber: RECEIPT },
  ],
  'operator paid, wrong amount': [
    { source: 'operator', said: 'succeeded', atMs: NOW, by: 'amina', amountKes: 50, receiptNumber: OTHER_RECEIPT },
  ],
  'operator not paid': [{ source: 'operator', said: 'failed', atMs: NOW, by: 'amina', resultCode: '1037' }],
  silence: [{ source: 'clock', said: 'gave-up', atMs: NOW }],
}

// S succeeded, F failed, P pending, C created, R review, V reversed; then the verdict's first letters:
// ap applied, du duplicate, wa waiting, la late, co contradiction, no nothing-new.
const TABLE = `
                                    created pending claimed doubtful paid receiptless failed uncertain silent contradicted reversed
push accepted                       P-ap    P-ap    P-ap    P-ap     S-no S-no        F-no   F-no      R-no   R-no         V-no
push accepted, other id             P-ap    R-co    R-co    R-co     S-co S-co        F-co   F-co      R-co   R-co         V-co
push rejected                       F-ap    F-ap    P-co    P-co     S-co S-co        F-no   F-co      F-la   R-no         V-no
push unknown                        P-ap    P-no    P-no    P-no     S-no S-no        F-no   F-no      R-no   R-no         V-no
callback paid                       S-ap    S-ap    S-ap    S-ap     S-du S-ap        S-ap   S-ap      S-la   S-la         V-du
callback paid, weak                 C-wa    P-wa    P-du    P-wa     S-du S-ap        F-wa   F-wa      R-wa   R-co         V-du
callback paid, wrong amount         R-co    R-co    R-co    R-co     S-co S-co        R-co   R-co      R-co   R-co         V-co
callback paid, weak, wrong amount   C-co    P-co    P-co    P-co     S-co S-co        F-co   F-co      R-co   R-co         V-co
callback paid, other receipt        S-ap    S-ap    S-ap    S-ap     S-co S-ap        S-ap   S-ap      S-la   S-la         V-co
callback paid, other checkout       S-ap    R-co    R-co    R-co     S-co S-co        R-co   R-co      R-co   R-co         V-co
callback paid, receipt of another   R-co    R-co    R-co    R-co     S-co S-co        R-co   R-co      R-co   R-co         V-co
callback cancelled                  F-ap    F-ap    F-ap    F-ap     S-co S-co        F-du   F-ap      F-la   R-co         V-co
callback cancelled, weak            F-ap    F-ap    F-ap    F-ap     S-co S-co        F-du   F-du      F-la   R-co         V-co
callback cancelled, other checkout  F-ap    P-co    P-co    P-co     S-co S-co        F-co   F-co      R-co   R-co         V-co
callback undocumented code          C-wa    P-wa    P-wa    P-wa     S-co S-co        F-du   F-wa      R-wa   R-co         V-co
callback unclear                    C-wa    P-wa    P-du    P-wa     S-du S-du        F-wa   F-wa      R-wa   R-co         V-du
query paid                          S-ap    S-ap    S-ap    S-ap     S-du S-du        R-co   S-ap      S-la   R-no         V-du
query cancelled                     F-ap    F-ap    F-ap    F-ap     S-co S-co        F-du   F-du      F-la   R-no         V-co
query undocumented code             C-no    P-no    P-no    F-ap     S-co S-co        F-no   F-du      R-no   R-no         V-co
query processing                    C-no    P-no    P-no    P-no     S-no S-no        F-no   F-no      R-no   R-no         V-no
query nothing                       C-no    P-no    P-no    P-no     S-no S-no        F-no   F-no      R-no   R-no         V-no
confirmation                        C-no    P-no    P-no    P-no     S-du S-ap        F-no   F-no      R-no   R-no         V-du
confirmation, wrong amount          C-no    P-no    P-no    P-no     S-no S-no        F-no   F-no      R-no   R-no         V-no
confirmation, named                 S-ap    S-ap    S-ap    S-ap     S-du S-ap        S-ap   S-ap      S-la   R-no         V-du
confirmation, named, other          S-ap    S-ap    S-ap    S-ap     S-no S-ap        S-ap   S-ap      S-la   R-no         V-no
confirmation, named, wrong amount   C-no    P-no    P-no    P-no     S-no S-no        F-no   F-no      R-no   R-no         V-no
statement                           S-ap    S-ap    S-ap    S-ap     S-du S-ap        F-no   F-no      S-la   R-no         V-du
statement, wrong amount             C-no    P-no    P-no    P-no     S-no S-no        F-no   F-no      R-no   R-no         V-no
statement, receipt of another       C-no    P-no    P-no    P-no     S-no S-no        F-no   F-no      R-no   R-no         V-no
operator paid                       S-ap    S-ap    S-ap    S-ap     S-du S-ap        S-ap   S-ap      S-la   S-la         V-du
operator paid, wrong amount         C-co    P-co    P-co    P-co     S-co S-co        F-co   F-co      R-co   R-co         V-co
operator not paid                   F-ap    F-ap    F-ap    F-ap     S-co S-co        F-du   F-du      F-la   F-la         V-co
silence                             R-ap    R-ap    R-ap    R-ap     S-no S-no        F-no   F-no      R-no   R-no         V-no
`
const LETTERS = { created: 'C', pending: 'P', succeeded: 'S', failed: 'F', review: 'R', reversed: 'V' } as const
const [header = '', ...rows] = TABLE.trim().split('\n')
const columns = header.trim().split(/\s+/)

for (const row of rows) {
  const [name = '', ...cells] = row
    .trim()
    .split(/\s{2,}/)
    .flatMap((part, index) => (index === 0 ? [part] : part.split(/\s+/)))
  test(`${name}: ${columns.map((column, index) => `${column} ${cells[index]}`).join(', ')}`, () => {
    const [report, receipt = FREE] = REPORTS[name] ?? assert.fail(`no report is called ${name}`)
    assert.equal(cells.length, columns.length)

    for (const [index, column] of columns.entries()) {
      const payment = STATUSES[column] ?? assert.fail(column)
      const decision = decide(payment, report, receipt)

      const found = `${LETTERS[decision.payment.status]}-${decision.verdict.slice(0, 2)}`
      assert.equal(found, cells[index], `${column}: ${decision.because}`)
    }
  })
}

test('the table leaves out no report and no status', () => {
  assert.deepEqual(
    rows.map(row => row.trim().split(/\s{2,}/)[0]),
    Object.keys(REPORTS),
  )
  assert.deepEqual(columns, Object.keys(STATUSES))
})

test('nothing that is decided changes who was asked for how much', () => {
  for (const payment of Object.values(STATUSES)) {
    for (const [report, receipt = FREE] of Object.values(REPORTS)) {
      const after = decide(payment, report, receipt).payment

      for (const fact of [
        'id',
        'donationId',
        'campaign',
        'amountKes',
        'phoneHash',
        'shortCode',
        'createdAtMs',
      ] as const) {
        assert.equal(after[fact], payment[fact])
      }
    }
  }
})

test('only what is open, unproven or given up without an answer is asked about again', () => {
  for (const payment of Object.values(STATUSES)) {
    for (const [report, receipt = FREE] of Object.values(REPORTS)) {
      const after = decide(payment, report, receipt).payment
      const mayAsk =
        after.status === 'created' ||
        after.status === 'pending' ||
        after.claim !== null ||
        after.doubt !== null ||
        after.reviewReason === 'no-answer' ||
        report.source === 'callback'

      assert.ok(
        mayAsk || after.nextQueryAtMs === null || after.nextQueryAtMs === payment.nextQueryAtMs,
        JSON.stringify({ payment, report, after }),
      )
    }
  }
})

test('nothing ends the asking about what is open, unproven or given up without an answer', () => {
  for (const [name, status] of Object.entries(STATUSES)) {
    // It may have changed since whoever reports looked: of two engines that give it up, one is the second.
    const payment = { ...status, nextQueryAtMs: NOW }
    for (const [said, [report, receipt = FREE]] of Object.entries(REPORTS)) {
      const after = decide(payment, report, receipt).payment
      const isOpen = after.status === 'created' || after.status === 'pending'
      const isUnproven = after.status === 'failed' && (after.claim !== null || after.doubt !== null)
      const isGivenUp = after.reviewReason === 'no-answer' && after.checkoutRequestId !== null

      if (isOpen || isUnproven || isGivenUp) assert.notEqual(after.nextQueryAtMs, null, `${said}: ${name}`)
    }
  }
})

test('a success that waited is paid with its own receipt once a query agrees, and its callback counts', () => {
  const decision = decide(buildPayment({ claim: CLAIM }), { source: 'query', said: 'succeeded', atMs: NOW }, FREE)

  assert.equal(decision.payment.receiptNumber, RECEIPT)
  assert.equal(decision.claimVerdict, 'applied')
  assert.deepEqual(decision.payment.sources, ['callback', 'query'])
})

test('a success that waited and that a query denies is contradicted, and flagged', () => {
  const decision = decide(
    buildPayment({ claim: CLAIM }),
    { source: 'query', said: 'failed', resultCode: '1032', atMs: NOW },
    FREE,
  )

  assert.equal(decision.payment.status, 'failed')
  assert.equal(decision.payment.flag, 'callback-contradicted')
  assert.equal(decision.claimVerdict, 'contradiction')
})

test('a waiting success whose receipt was taken by another payment meanwhile is looked into', () => {
  const taken = { heldBy: 'b'.repeat(32) as PaymentId, isHeldByInference: false, confirmedKes: null }
  const claim = { ...CLAIM, isTrusted: true }
  const decision = decide(buildPayment({ claim }), { source: 'query', said: 'succeeded', atMs: NOW }, taken)

  assert.equal(decision.payment.status, 'review')
  assert.equal(decision.payment.receiptNumber, null)
})

test('a failure after a success that waited does not end the asking', () => {
  const failed = decide(
    buildPayment({ claim: CLAIM }),
    { ...callback, trust: 'full', said: 'failed', resultCode: '1032' },
    FREE,
  ).payment
  assert.equal(failed.nextQueryAtMs, NOW)

  const paid = decide(failed, { source: 'query', said: 'succeeded', atMs: NOW }, FREE).payment
  assert.equal(paid.status, 'succeeded')
  assert.equal(paid.flag, 'success-after-failure')
})

test('a failure through the weaker door does not keep a payment out of the books: the query decides', () => {
  const weak = { ...callback, trust: 'weak', said: 'failed', resultCode: '1032' } as const
  const denied = decide(buildPayment(), weak, FREE).payment
  assert.equal(denied.status, 'failed')
  assert.equal(denied.nextQueryAtMs, NOW)

  const paid = decide(denied, { source: 'query', said: 'succeeded', atMs: NOW }, FREE).payment
  assert.equal(paid.status, 'succeeded')
  assert.equal(paid.flag, 'success-after-failure')

  const agreed = decide(denied, { source: 'query', said: 'failed', resultCode: '1032', atMs: NOW }, FREE).payment
  assert.equal(agreed.doubt, null)
  assert.equal(agreed.nextQueryAtMs, null)
})

test('a receipt that was only inferred gives way to the one a callback names', () => {
  const inferred = buildPayment({ status: 'succeeded', receiptNumber: OTHER_RECEIPT, isReceiptInferred: true })

  const decision = decide(inferred, { ...paid, trust: 'full' }, FREE)

  assert.equal(decision.payment.receiptNumber, RECEIPT)
  assert.equal(decision.payment.isReceiptInferred, false)
})

test('a confirmation that names another amount for the receipt stops the settlement', () => {
  const decision = decide(
    buildPayment(),
    { ...paid, trust: 'full' },
    { heldBy: null, isHeldByInference: false, confirmedKes: 5 },
  )

  assert.equal(decision.payment.status, 'review')
})

test('a success that names less than both ids waits for a query, through its own door as well', () => {
  for (const missing of [{ checkoutRequestId: null }, { merchantRequestId: null }]) {
    const { payment, verdict } = decide(buildPayment(), { ...paid, ...missing, trust: 'full' }, FREE)

    assert.deepEqual([payment.status, verdict, payment.claim?.receiptNumber], ['pending', 'waiting', RECEIPT])
    assert.equal(
      decide(payment, { source: 'query', said: 'succeeded', atMs: NOW }, FREE).payment.receiptNumber,
      RECEIPT,
    )
  }
})

test('a late answer of the push asks at once where a success is waiting for a query', () => {
  const waiting = buildPayment({ status: 'created', claim: CLAIM })

  const decision = decide(waiting, { source: 'push', said: 'accepted', atMs: NOW, ...IDS }, FREE)

  assert.equal(decision.payment.nextQueryAtMs, NOW)
})

test('a push whose answer comes after it was given up for lost is asked about at once', () => {
  const givenUp = buildPayment({
    status: 'review',
    reviewReason: 'no-answer',
    checkoutRequestId: null,
    merchantRequestId: null,
    nextQueryAtMs: null,
  })

  const { payment } = decide(givenUp, { source: 'push', said: 'accepted', atMs: NOW, ...IDS }, FREE)

  assert.deepEqual([payment.status, payment.checkoutRequestId], ['review', IDS.checkoutRequestId])
  assert.equal(payment.nextQueryAtMs, NOW)
})

test('an answer asked for in a turn that has lapsed since changes nothing', () => {
  const payment = buildPayment({ queryTurn: 2 })

  const late = decide(payment, { source: 'query', said: 'failed', resultCode: '1032', atMs: NOW, turn: 1 }, FREE)
  const inTurn = decide(payment, { source: 'query', said: 'failed', resultCode: '1032', atMs: NOW, turn: 2 }, FREE)

  assert.equal(late.payment, payment)
  assert.equal(inTurn.payment.status, 'failed')
})

test('a receipt somebody named with less than full trust is only inferred, until one of full trust names one', () => {
  const claimed = decide(buildPayment(), { ...paid, trust: 'weak', receiptNumber: OTHER_RECEIPT }, FREE).payment
  const settled = decide(claimed, { source: 'query', said: 'succeeded', atMs: NOW }, FREE).payment
  assert.deepEqual([settled.receiptNumber, settled.isReceiptInferred], [OTHER_RECEIPT, true])

  const proven = decide(settled, { ...paid, trust: 'full' }, FREE).payment
  assert.deepEqual([proven.receiptNumber, proven.isReceiptInferred], [RECEIPT, false])
})

test('where every success must be confirmed, the receipt of a trusted door counts once it is', () => {
  const claimed = decide(buildPayment(), { ...paid, trust: 'confirm' }, FREE).payment
  assert.equal(claimed.status, 'pending')

  const settled = decide(claimed, { source: 'query', said: 'succeeded', atMs: NOW }, FREE).payment
  assert.deepEqual([settled.receiptNumber, settled.isReceiptInferred], [RECEIPT, false])
})

test('a receipt another payment only inferred does not stand in the way of its own', () => {
  const inferredElsewhere = { heldBy: 'b'.repeat(32) as PaymentId, isHeldByInference: true, confirmedKes: null }

  assert.equal(decide(buildPayment(), { ...paid, trust: 'full' }, inferredElsewhere).payment.status, 'succeeded')
  assert.equal(decide(buildPayment(), { ...paid, trust: 'weak' }, inferredElsewhere).verdict, 'contradiction')
})

test('what does not fit through the weaker door keeps no payment out of the books', () => {
  for (const forged of [{ amountKes: 50 }, { checkoutRequestId: OTHER_CHECKOUT }, { receiptNumber: OTHER_RECEIPT }]) {
    const claimed = decide(buildPayment(), { ...paid, trust: 'weak' }, FREE).payment
    const marked = decide(claimed, { ...paid, ...forged, trust: 'weak' }, FREE).payment
    assert.deepEqual([marked.status, marked.flag, marked.nextQueryAtMs], ['pending', 'callback-contradicted', NOW])

    const settled = decide(marked, { source: 'query', said: 'succeeded', atMs: NOW }, FREE).payment
    assert.deepEqual([settled.status, settled.receiptNumber], ['succeeded', RECEIPT])
  }
})

test('a query that says paid settles without a receipt somebody else holds', () => {
  const claimed = decide(buildPayment(), { ...paid, trust: 'weak' }, FREE).payment
  const held = { heldBy: 'b'.repeat(32) as PaymentId, isHeldByInference: false, confirmedKes: null }

  const settled = decide(claimed, { source: 'query', said: 'succeeded', atMs: NOW }, held)
  assert.deepEqual([settled.payment.status, settled.payment.receiptNumber], ['succeeded', null])
  assert.deepEqual([settled.payment.flag, settled.claimVerdict], ['callback-contradicted', 'contradiction'])
})

test('a receipt of full trust takes the place of one that was only claimed', () => {
  const claimed = decide(buildPayment(), { ...paid, trust: 'weak', receiptNumber: OTHER_RECEIPT }, FREE).payment
  const replaced = decide(claimed, { ...paid, trust: 'confirm' }, FREE)
  assert.deepEqual([replaced.payment.claim?.receiptNumber, replaced.claimVerdict], [RECEIPT, 'contradiction'])

  const again = decide(replaced.payment, { ...paid, trust: 'confirm', receiptNumber: OTHER_RECEIPT }, FREE).payment
  assert.equal(again.status, 'review')
})
