import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toPrinted } from '../components/cloth/to-printed.ts'

test('the hem prints its first grain with the first shilling and its last with the last', () => {
  assert.equal(toPrinted(0, 300_000), 0)
  assert.equal(toPrinted(1, 300_000), 1)
  assert.equal(toPrinted(150_000, 300_000), 30)
  assert.equal(toPrinted(299_999, 300_000), 59)
  assert.equal(toPrinted(300_000, 300_000), 60)
  assert.equal(toPrinted(900_000, 300_000), 60)
})
