// The waiting page second by second (UX 1.1.3).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextChangeMs, toStepsDone, toWaitingPhase } from '../app/(donor)/pay/[paymentId]/waiting-phase.ts'

const PUSHED = { isPushed: true, isDoubted: false, isClaimed: false }

test('the heading goes by what is known and by the time since the push', () => {
  assert.equal(toWaitingPhase({ isPushed: false, isDoubted: false, isClaimed: false }, 0), 'sending')
  assert.equal(toWaitingPhase(PUSHED, 1_000), 'enter-pin')
  assert.equal(toWaitingPhase(PUSHED, 29_999), 'enter-pin')
  assert.equal(toWaitingPhase(PUSHED, 30_000), 'still-waiting')
  assert.equal(toWaitingPhase(PUSHED, 64_999), 'still-waiting')
  assert.equal(toWaitingPhase(PUSHED, 65_000), 'checking')
  assert.equal(toWaitingPhase(PUSHED, 119_999), 'checking')
  assert.equal(toWaitingPhase(PUSHED, 120_000), 'unknown')
  assert.equal(toWaitingPhase(PUSHED, 86_400_000), 'unknown')
})

test('a push whose answer never came is not "sending" for ever', () => {
  assert.equal(toWaitingPhase({ isPushed: false, isDoubted: false, isClaimed: false }, 31_000), 'still-waiting')
  assert.equal(toWaitingPhase({ isPushed: false, isDoubted: false, isClaimed: false }, 130_000), 'unknown')
})

test('a failure that waits for a query is "checking", not "enter your PIN"', () => {
  assert.equal(toWaitingPhase({ isPushed: true, isDoubted: true, isClaimed: false }, 5_000), 'checking')
})

test('a success that waits for a query is being checked, at the first second and after ten minutes', () => {
  const claimed = { isPushed: true, isDoubted: true, isClaimed: true }

  for (const elapsedMs of [0, 5_000, 130_000, 600_000])
    assert.equal(toWaitingPhase(claimed, elapsedMs), 'being-checked')
  assert.equal(toStepsDone(claimed, 'being-checked'), 2)
})

test('the steps follow the heading', () => {
  assert.equal(toStepsDone({ isPushed: false, isDoubted: false, isClaimed: false }, 'sending'), 0)
  assert.equal(toStepsDone(PUSHED, 'enter-pin'), 1)
  assert.equal(toStepsDone(PUSHED, 'still-waiting'), 1)
  assert.equal(toStepsDone(PUSHED, 'checking'), 2)
  assert.equal(toStepsDone(PUSHED, 'unknown'), 2)
})

test('the page knows when it changes next, and when never again', () => {
  assert.equal(nextChangeMs(0), 15_000)
  assert.equal(nextChangeMs(15_000), 30_000)
  assert.equal(nextChangeMs(40_000), 65_000)
  assert.equal(nextChangeMs(65_000), 120_000)
  assert.equal(nextChangeMs(119_999), 120_000)
  assert.equal(nextChangeMs(120_000), null)
})
