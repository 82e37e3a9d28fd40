// By when a giver is told that a person will have looked.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toEastAfricaClock } from '@harambee/daraja'
import { toNextWorkingTime } from '../src/paid-already/next-working-time.ts'

for (const [told, promised, why] of [
  ['2026-11-30T05:00:00Z', '2026-11-30 17:00', 'Monday morning: the same day'],
  ['2026-11-30T09:00:00Z', '2026-12-01 12:00', 'Monday at noon: the next day'],
  ['2026-11-30T22:30:00Z', '2026-12-01 17:00', 'past midnight in Nairobi: Tuesday'],
  ['2026-12-04T12:00:00Z', '2026-12-07 12:00', 'Friday afternoon: Monday'],
  ['2026-12-05T05:00:00Z', '2026-12-07 12:00', 'Saturday morning: Monday'],
  ['2026-12-24T12:00:00Z', '2026-12-28 12:00', 'before Christmas: the Monday after'],
] as const) {
  test(`told ${why}`, () => {
    assert.equal(toEastAfricaClock(toNextWorkingTime(Date.parse(told))), promised)
  })
}
