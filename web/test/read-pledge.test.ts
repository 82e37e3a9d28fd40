// When to be reminded, as it is typed: one of two days, one of the ways there are, or what to mend.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPledge } from '../app/(donor)/give/[campaign]/read-pledge.ts'

const NOW_MS = Date.parse('2026-11-30T12:00:00Z')

function read(fields: Record<string, string>, context: { channels?: ('email' | 'sms')[]; email?: string } = {}) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  const { channels = ['email', 'sms'], email = '' } = context
  const { wish, problem } = readPledge(form, { channels, email, nowMs: NOW_MS })
  return problem ?? wish
}

test('a day of every month or one date is read, by the way that was chosen', () => {
  assert.deepEqual(read({ remind: 'monthly', remindDay: '28', remindBy: 'sms' }), {
    channel: 'sms',
    dayOfMonth: 28,
    onDate: null,
  })
  assert.deepEqual(
    read({ remind: 'once', remindOn: '2026-12-25', remindBy: 'email', remindDay: '5' }, { email: 'a@example.org' }),
    { channel: 'email', dayOfMonth: null, onDate: '2026-12-25' },
  )
})

test('no wish, no channel, or a form of an earlier build: nobody is reminded', () => {
  assert.equal(read({}), null)
  assert.equal(read({ remind: 'none', remindDay: '5' }), null)
  assert.equal(read({ remind: 'always' }), null)
  assert.equal(read({ remind: 'monthly', remindDay: '5' }, { channels: [] }), null)
})

test('what cannot be is said, and a channel that is not set up is not taken', () => {
  for (const day of ['0', '29', '31', '', 'x', '1.5']) {
    assert.equal(read({ remind: 'monthly', remindDay: day, remindBy: 'sms' }), 'no-day', day)
  }
  for (const day of ['2026-11-30', '2027-02-30', '2030-01-01', '']) {
    assert.equal(read({ remind: 'once', remindOn: day, remindBy: 'sms' }), 'no-date', day)
  }
  assert.equal(read({ remind: 'monthly', remindDay: '5', remindBy: 'email' }), 'no-email')
  assert.deepEqual(read({ remind: 'monthly', remindDay: '5', remindBy: 'email' }, { channels: ['sms'] }), {
    channel: 'sms',
    dayOfMonth: 5,
    onDate: null,
  })
})
