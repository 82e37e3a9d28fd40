// Compares what a reader found with the corpus's expectation, the way its README says.

import assert from 'node:assert/strict'
import type { Callback } from '@harambee/daraja'

export interface Expectation {
  kind: string
  checkoutRequestId?: string | null
  merchantRequestId?: string | null
  resultCode?: string | null
  succeeded?: boolean | null
  amountKes?: number | null
  receiptNumber?: string | null
  occurredAt?: string | null
  phoneNumber?: string | null
  shortCode?: string | null
  accountReference?: string | null
}

/** A callback in the corpus's own field names. */
export function toExpectation(callback: Callback): Expectation {
  const { occurredAtMs, problems: _problems, ...facts } = callback
  return { ...facts, occurredAt: occurredAtMs === null ? null : new Date(occurredAtMs).toISOString() }
}

/** @throws {AssertionError} where neither the expectation nor one of the alternatives is met */
export function agreesWithExpectation(
  found: Expectation,
  expectation: Expectation,
  alsoAccept: Partial<Expectation>[],
): void {
  if (expectation.kind === 'not-a-callback') {
    assert.equal(found.kind, 'unrecognised')
    return
  }
  const fields = (
    expectation.kind === 'result' ? ['kind', 'resultCode', 'succeeded', 'receiptNumber'] : Object.keys(expectation)
  ) as (keyof Expectation)[]
  const pick = (from: Expectation) => Object.fromEntries(fields.map(field => [field, from[field]]))
  const accepted = [expectation, ...alsoAccept.map(overrides => ({ ...expectation, ...overrides }))].map(pick)

  const agrees = accepted.some(candidate => JSON.stringify(candidate) === JSON.stringify(pick(found)))
  if (!agrees) assert.deepEqual(pick(found), accepted[0])
}
