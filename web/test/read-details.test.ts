// What strangers type beside a gift, as it is kept.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDetails } from '../app/(donor)/give/[campaign]/read-details.ts'

function read(fields: Record<string, string>) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return readDetails(form)
}

test('an empty form tells nothing', () => {
  for (const fields of [{}, { name: '  ', message: '\u200b', email: '' }, { showAmount: 'yes' }]) {
    assert.equal(read(fields).details, null, JSON.stringify(fields))
  }
})

test('text is kept as one line without what turns, hides or controls, and cut to its length', () => {
  const { details } = read({
    name: '  Wanjiru\u202e \u0000wa\r\n Mfano\u2066 ',
    message: 'x'.repeat(5_000),
    tribute: 'Mama\ud800 👩🏾‍🏫',
  })

  assert.equal(details?.name, 'Wanjiru wa Mfano')
  assert.equal(details?.message?.length, 140)
  assert.ok(details?.tribute?.isWellFormed())
  const long = read({ name: '😀'.repeat(80) }).details
  assert.equal([...(long?.name ?? '')].length, 60)
})

test('a giver is named only when they say so, and the amount only with the name', () => {
  assert.deepEqual(
    [
      { name: 'A' },
      { name: 'A', showAmount: 'yes' },
      { name: 'A', showName: 'yes' },
      { showName: 'yes', showAmount: 'yes' },
    ]
      .map(fields => read(fields as Record<string, string>).details)
      .map(details => [details?.mayShow, details?.showsAmount]),
    [
      [false, false],
      [false, false],
      [true, false],
      [true, true],
    ],
  )
})

test('an e-mail address is one, or is told to be none', () => {
  for (const email of ['jina@example.org', 'a.b+c@mail.example.co.ke']) {
    assert.deepEqual([read({ email }).isEmailWrong, read({ email }).details?.email], [false, email])
  }
  for (const email of [
    'jina',
    'a@b',
    'a@b..org',
    '<a@example.org>',
    'a@example.org,b@example.org',
    'a b@example.org',
  ]) {
    assert.deepEqual([read({ email }).isEmailWrong, read({ email }).details], [true, null], email)
  }
})

test('a KRA PIN is taken however it is spaced, and told to be none where it is none', () => {
  for (const kraPin of ['A012345678Z', ' a012 345 678 z ', 'A012345678Z\u200b', 'a-012345678-z']) {
    assert.deepEqual([read({ kraPin }).isPinWrong, read({ kraPin }).details?.kraPin], [false, 'A012345678Z'], kraPin)
  }
  for (const kraPin of ['A01234567Z', 'A0123456789Z', '0012345678Z', 'A012345678', 'A012345678Zz', 'x'.repeat(5_000)]) {
    assert.deepEqual([read({ kraPin }).isPinWrong, read({ kraPin }).details], [true, null], kraPin)
  }
})
