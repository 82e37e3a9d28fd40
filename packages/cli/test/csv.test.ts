import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toCsvLines } from '../src/csv.ts'

const cellOf = (value: string) => toCsvLines([], [[value]])[1]

test('numbers stay numbers, texts are quoted, nothing is empty', () => {
  assert.deepEqual(toCsvLines(['id', 'amountKes', 'receiptNumber'], [['a"b', 500, null]]), [
    '"id","amountKes","receiptNumber"\r',
    '"a""b",500,\r',
  ])
})

test('what a spreadsheet would run is marked as text', () => {
  const formulas = [
    '=1+1',
    '+254700000001',
    '-1',
    '@SUM(A1)',
    '＝1',
    '＋1',
    '－1',
    '＠SUM(A1)',
    '−1',
    ' =1',
    '\u00a0=1',
    '\u3000=1',
    '\u200b=1',
    '\ufeff=1',
    '"=1',
    "'=1",
    '|calc',
    '%0A=1',
  ]
  for (const formula of formulas) assert.equal(cellOf(formula), `"'${formula.replaceAll('"', '""')}"\r`)
})

test('controls are shown, and break neither the row nor what begins a cell', () => {
  assert.equal(cellOf('\t=1'), '"\\u0009=1"\r')
  assert.equal(cellOf('\r=1'), '"\\u000d=1"\r')
  assert.equal(cellOf('\n=1'), '"\\u000a=1"\r')
  assert.equal(cellOf('\0=1'), '"\\u0000=1"\r')
  assert.equal(cellOf('a\nb,c;d'), '"a\\u000ab,c;d"\r')
  assert.equal(cellOf('\u001b]0;x\u0007\u202e'), '"\\u001b]0;x\\u0007\\u202e"\r')
})

test('harmless text is what it was', () => {
  for (const text of ['UKO1AB2C3D', '2547•••••001', 'ws_CO_24112026', 'a=b', 'Ada, Otieno']) {
    assert.equal(cellOf(text), `"${text}"\r`)
  }
})

test('whatever stands in a cell, it is one cell of one line, and no formula', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const cell = cellOf(text) ?? ''
      const inside = /^"((?:[^"]|"")*)"\r$/.exec(cell)?.[1]

      assert.ok(inside !== undefined, cell)
      assert.doesNotMatch(inside, /^[\s"]*[=+\-@＝＋－＠]|[\u0000-\u001f\u007f-\u009f]/)
    }),
    { numRuns: 1_000 },
  )
})
