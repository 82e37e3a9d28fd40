// Every recorded payload, against what a correct reader makes of it (test/corpus/README.md).

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseCallback } from '@harambee/daraja'
import { agreesWithExpectation, type Expectation, toExpectation } from './corpus-expectation.ts'

const CORPUS = new URL('../../../test/corpus/', import.meta.url)
const readJson = (name: string) => JSON.parse(readFileSync(new URL(name, CORPUS), 'utf8'))
const expected: Record<string, Expectation | Expectation[]> = readJson('expected.json')
const ambiguous: Record<string, { alsoAccept: Partial<Expectation>[] }> = readJson('ambiguous.json')

for (const [file, expectation] of Object.entries(expected)) {
  if (Array.isArray(expectation)) continue
  test(`${file} is read as the corpus says`, () => {
    const found = toExpectation(parseCallback(readFileSync(new URL(file, CORPUS))))

    agreesWithExpectation(found, expectation, ambiguous[file]?.alsoAccept ?? [])
  })
}

test('every delivery of a recorded sequence is read as the corpus says', () => {
  const sequences = Object.entries(expected).filter(entry => Array.isArray(entry[1])) as [string, Expectation[]][]
  assert.ok(sequences.length >= 5)

  for (const [file, expectations] of sequences) {
    const lines = readFileSync(new URL(file, CORPUS), 'utf8').trim().split('\n')
    assert.equal(lines.length, expectations.length, file)
    for (const [index, expectation] of expectations.entries()) {
      agreesWithExpectation(toExpectation(parseCallback(lines[index] ?? '')), expectation, [])
    }
  }
})

test('no payload of the corpus is left without an expectation', () => {
  const payloads = readdirSync(CORPUS).filter(name => /-\d{3}\.(json|txt)$/.test(name))

  assert.deepEqual(
    payloads.filter(name => !(name in expected)),
    [],
  )
  assert.equal(payloads.length, Object.keys(expected).length)
})

test('reading the prototype-pollution probe leaves Object.prototype as it was', () => {
  parseCallback(readFileSync(new URL('c2b-validation-005.json', CORPUS)))

  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
})
