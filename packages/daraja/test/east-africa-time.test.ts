import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { parseEastAfricaTime, toEastAfricaClock, toEastAfricaDay, toEastAfricaTimestamp } from '@harambee/daraja'
import fc from 'fast-check'

const at = (iso: string) => Date.parse(iso)

test('Nairobi is three hours ahead of UTC, on every day of the year', () => {
  assert.equal(toEastAfricaTimestamp(at('2026-01-15T09:00:00Z')), '20260115120000')
  assert.equal(toEastAfricaTimestamp(at('2026-07-15T22:30:05Z')), '20260716013005')
})

test('a day ends at midnight in Nairobi', () => {
  assert.equal(toEastAfricaDay(at('2026-11-24T20:59:59.999Z')), '2026-11-24')
  assert.equal(toEastAfricaDay(at('2026-11-24T21:00:00.000Z')), '2026-11-25')
  assert.equal(toEastAfricaClock(at('2026-12-31T21:05:00Z')), '2027-01-01 00:05')
})

test('what Daraja wrote is read as Nairobi time, as number or text', () => {
  const instant = at('2024-06-06T13:44:34Z')

  assert.equal(parseEastAfricaTime(20240606164434), instant)
  assert.equal(parseEastAfricaTime('20240606164434'), instant)
  assert.equal(parseEastAfricaTime('2024-06-06 16:44:34'), instant)
  assert.equal(parseEastAfricaTime('2024-06-06T16:44:34'), instant)
})

test('what is no date is none, not the nearest one', () => {
  for (const value of [
    '20241301000000',
    '20240230000000',
    '20230229120000',
    20240606166434,
    '2024',
    '',
    null,
    {},
    1e20,
    '19990101000000',
  ]) {
    assert.equal(parseEastAfricaTime(value), null, String(value))
  }
  assert.notEqual(parseEastAfricaTime('20240229120000'), null)
})

test('any whole second survives the way there and back', () => {
  const seconds = fc.integer({ min: at('2000-01-02T00:00:00Z') / 1000, max: at('2099-12-30T00:00:00Z') / 1000 })
  fc.assert(
    fc.property(seconds, second => {
      assert.equal(parseEastAfricaTime(toEastAfricaTimestamp(second * 1000)), second * 1000)
    }),
  )
})

test('the time zone of the machine takes no part', () => {
  const program =
    "import('@harambee/daraja').then(d => console.log(d.toEastAfricaTimestamp(1790000000000), d.toEastAfricaDay(1790000000000), d.parseEastAfricaTime(20260329023000)))"
  const answers = ['UTC', 'Africa/Nairobi', 'America/St_Johns', 'Pacific/Kiritimati', 'Europe/Berlin'].map(TZ =>
    execFileSync(process.execPath, ['-e', program], {
      env: { ...process.env, TZ },
      cwd: import.meta.dirname,
      encoding: 'utf8',
    }),
  )

  assert.equal(new Set(answers).size, 1)
})
