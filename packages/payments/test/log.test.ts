import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../src/log.ts'
import { maskNumbers } from '../src/mask-numbers.ts'

function capture() {
  const lines: string[] = []
  return { lines, log: createLog('test', 'debug', { write: line => void lines.push(line) }) }
}

test('one event is one line of JSON, whatever text is in it', () => {
  const { lines, log } = capture()
  const hostile = 'a\r\n{"level":30,"msg":"settled"}\u001b]0;owned\u0007\u202e\u2028'

  log.info(hostile, { because: hostile, count: 1 })
  log.story(hostile)
  log.error(hostile)

  assert.equal(lines.length, 3)
  for (const line of lines) {
    assert.equal(line.split('\n').length, 2)
    assert.doesNotMatch(line.trimEnd(), /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
    assert.equal((JSON.parse(line) as { part: string }).part, 'test')
  }
})

test('long values are cut', () => {
  const { lines, log } = capture()

  log.warn('long', { value: 'x'.repeat(10_000) })

  assert.equal((JSON.parse(lines[0] ?? '') as { value: string }).value.length, 256)
})

test('a number somebody else has written into a message is masked, and an id is left as it is', () => {
  const masked = [
    ['Invalid PhoneNumber 254700000001', 'Invalid PhoneNumber 2547•••••001'],
    ['MSISDN=0700-000-001!', 'MSISDN=2547•••••001!'],
    ['ws_CO_24112026120000700000001 does not exist', 'ws_CO_… does not exist'],
  ] as const
  for (const [said, kept] of masked) assert.equal(maskNumbers(said), kept)
  for (const id of ['a700000001b2c3', '29115-34620561-1', 'UKO1AB2C3D', '1764000000000', '2026-11-24T09:00:00Z']) {
    assert.equal(maskNumbers(id), id)
  }
})
