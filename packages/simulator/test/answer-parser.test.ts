import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAnswer } from '../src/http/answer-parser.ts'

const WHOLE: [text: string, status: number, body: string, staysOpen: boolean][] = [
  ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 200, 'hello', true],
  ['HTTP/1.1 200\r\ncontent-length:0\r\n\r\n', 200, '', true],
  ['HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok', 200, 'ok', false],
  ['HTTP/1.1 503 Busy\r\nConnection: keep-alive, close\r\nContent-Length: 2\r\n\r\nno', 503, 'no', false],
  ['HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n', 204, '', true],
  ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Made\r\nContent-Length: 1\r\n\r\n1', 201, '1', true],
  [
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n',
    200,
    'hello world',
    true,
  ],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\nTrailer: 1\r\nOther: 2\r\n\r\n', 200, '', true],
]

test('an answer is read whole, however it is cut on its way', () => {
  for (const [text, status, body, staysOpen] of WHOLE) {
    const bytes = Buffer.from(text)
    for (let length = 0; length < bytes.length; length += 1) {
      assert.equal(parseAnswer(bytes.subarray(0, length), false), 'more', `${text} cut at ${length}`)
    }
    assert.deepEqual(parseAnswer(bytes, false), { status, body, staysOpen })
  }
})

test('an answer without a length ends with its connection', () => {
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\nDate: x\r\n\r\nall there is')

  assert.equal(parseAnswer(bytes, false), 'more')
  assert.deepEqual(parseAnswer(bytes, true), { status: 200, body: 'all there is', staysOpen: false })
})

test('what is no answer, or half of one at the end, is broken', () => {
  for (const [text, isEnded] of [
    ['SSH-2.0-server\r\n\r\n', false],
    ['HTTP/2 200\r\n\r\n', false],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', false],
    ['x'.repeat(20_000), false],
    ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell', true],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell', true],
    ['', true],
  ] as const) {
    assert.equal(parseAnswer(Buffer.from(text), isEnded), 'broken', text.slice(0, 60))
  }
})

test('bytes after an answer end its connection', () => {
  const answer = parseAnswer(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more'), false)

  assert.deepEqual(answer, { status: 200, body: 'ok', staysOpen: false })
})
