// `callbacks parse` against every recorded payload (test/corpus/README.md), and against files of several.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openTestProject } from './test-project.ts'

const CORPUS = fileURLToPath(new URL('../../../test/corpus/', import.meta.url))

type Facts = Record<string, unknown>
const readJson = (name: string) => JSON.parse(readFileSync(join(CORPUS, name), 'utf8'))
const expected: Record<string, Facts | Facts[]> = readJson('expected.json')
const ambiguous: Record<string, { alsoAccept: Facts[] }> = readJson('ambiguous.json')

const FIELDS = [
  'kind',
  'checkoutRequestId',
  'merchantRequestId',
  'resultCode',
  'succeeded',
  'amountKes',
  'receiptNumber',
  'occurredAt',
  'phoneNumber',
  'shortCode',
  'accountReference',
  'problems',
]

test('every file of the corpus is read as the corpus says', async () => {
  const project = await openTestProject()
  assert.ok(Object.keys(expected).length > 100)

  for (const [file, expectation] of Object.entries(expected)) {
    const ran = await project.runWords(['callbacks', 'parse', join(CORPUS, file), '--json'])

    assert.equal(ran.exitCode, 0, file)
    assert.equal(ran.err, '', file)
    assertAgrees(file, ran.json(), expectation)
  }
})

test('all files of the corpus at once are one flat array in their order', async () => {
  const project = await openTestProject()
  const files = Object.keys(expected)

  const ran = await project.runWords(['callbacks', 'parse', ...files.map(file => join(CORPUS, file)), '--json'])

  const found = ran.json() as Facts[]
  let at = 0
  for (const file of files) {
    const expectation = expected[file] ?? {}
    const count = Array.isArray(expectation) ? expectation.length : 1
    const part = found.slice(at, at + count)
    assertAgrees(file, Array.isArray(expectation) ? part : part[0], expectation)
    at += count
  }
  assert.equal(found.length, at)
})

test('every object has exactly the fields of the contract', async () => {
  const project = await openTestProject()

  const ran = await project.runWords(['callbacks', 'parse', join(CORPUS, 'stk-ok-003.json'), '--json'])

  assert.deepEqual(Object.keys(ran.json() as Facts), FIELDS)
})

test('one file named twice is an array of two', async () => {
  const project = await openTestProject()
  const file = join(CORPUS, 'stk-ok-003.json')

  const ran = await project.runWords(['callbacks', 'parse', file, file, '--json'])

  assert.equal((ran.json() as Facts[]).length, 2)
})

test('stdin is read for a dash', async () => {
  const project = await openTestProject()
  const stdin = readFileSync(join(CORPUS, 'stk-fail-001.json'), 'utf8')

  const ran = await project.run('callbacks parse - --json', { stdin })

  assert.equal((ran.json() as Facts).resultCode, '1037')
})

test('any bytes end with exit code 0', async () => {
  const project = await openTestProject()
  const bodies = ['', '\u0000\u0001', '[]', '[1,2]', '"text"', 'null', '{"a":', '}{', '\ufeff{}', '[[[[[']
  const binary = Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28])

  for (const body of [...bodies, binary]) {
    const file = join(project.folder, 'body')
    writeFileSync(file, body)
    const ran = await project.runWords(['callbacks', 'parse', file, '--json'])

    assert.equal(ran.exitCode, 0)
    assert.equal((ran.json() as Facts).kind, 'unrecognised')
  }
})

test('a file that cannot be read ends with exit code 1 and says which', async () => {
  const project = await openTestProject()

  const ran = await project.run('callbacks parse missing.json --json')

  assert.equal(ran.exitCode, 1)
  const { error } = ran.json() as { error: { code: string; message: string } }
  assert.equal(error.code, 'unreadable-file')
  assert.match(error.message, /missing\.json/)
})

function assertAgrees(file: string, found: unknown, expectation: Facts | Facts[]): void {
  if (Array.isArray(expectation)) {
    assert.ok(Array.isArray(found), `${file}: an array`)
    assert.equal(found.length, expectation.length, file)
    for (const [index, one] of expectation.entries()) assertAgrees(file, found[index], one)
    return
  }
  const facts = found as Facts
  if (expectation.kind === 'not-a-callback') {
    assert.equal(facts.kind, 'unrecognised', file)
    return
  }
  const names =
    expectation.kind === 'result' ? ['kind', 'resultCode', 'succeeded', 'receiptNumber'] : Object.keys(expectation)
  const pick = (from: Facts) => Object.fromEntries(names.map(name => [name, from[name]]))
  const accepted = [expectation, ...(ambiguous[file]?.alsoAccept ?? []).map(other => ({ ...expectation, ...other }))]
  const isAccepted = accepted.some(candidate => JSON.stringify(pick(candidate)) === JSON.stringify(pick(facts)))
  if (!isAccepted) assert.deepEqual(pick(facts), pick(expectation), file)
}
