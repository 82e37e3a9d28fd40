import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from '../src/log.ts'

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
