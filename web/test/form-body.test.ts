// Forms are read within limits and handed on in one shape, whatever shape they came in.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { MAX_FORM_BYTES, readForm, repackForm } from '../server/form-body.ts'

const ACTION = 'aa11'

/** Answers with the fields the action would get, or with what is wrong. */
async function listen(context: TestContext): Promise<string> {
  const server = createServer(async (request, response) => {
    const fields = await readForm(request)
    if (typeof fields === 'string') {
      response.writeHead(400).end(JSON.stringify(fields))
      return
    }
    const packed = await repackForm(request, fields, ACTION)
    const contentType = packed.headers['content-type'] ?? ''
    const read = await new Response(await text(packed), { headers: { 'content-type': contentType } }).formData()
    response.end(JSON.stringify([...read]))
  })
  context.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const post = async (url: string, body: BodyInit, headers: Record<string, string> = {}) =>
  (await fetch(url, { method: 'POST', body, headers })).json() as Promise<unknown>

test('multipart and urlencoded forms arrive alike, addressed to the action of this build', async context => {
  const url = await listen(context)
  const multipart = new FormData()
  multipart.append('phone', '0700000001')
  multipart.append('amount', '100')
  multipart.append('amount', '500')

  const expected = [
    ['phone', '0700000001'],
    ['amount', '100'],
    ['amount', '500'],
    [`$ACTION_ID_${ACTION}`, ''],
  ]

  assert.deepEqual(await post(url, multipart), expected)
  assert.deepEqual(await post(url, new URLSearchParams('phone=0700000001&amount=100&amount=500')), expected)
})

test('the action a form of another build names is replaced', async context => {
  const url = await listen(context)
  const stale = new FormData()
  stale.append('$ACTION_ID_00ff', '')
  stale.append('$ACTION_REF_1', '')
  stale.append('$ACTION_1:0', '{"id":"x"}')
  stale.append('phone', '1')

  assert.deepEqual(await post(url, stale), [
    ['phone', '1'],
    [`$ACTION_ID_${ACTION}`, ''],
  ])
})

test('what is no form of ours is refused, not thrown over', async context => {
  const url = await listen(context)
  const withFile = new FormData()
  withFile.append('phone', new File(['x'], 'x.txt'))
  const many = new URLSearchParams(Array.from({ length: 33 }, (_, index) => [`f${index}`, '']))

  assert.equal(await post(url, withFile), 'badRequest')
  assert.equal(await post(url, many), 'badRequest')
  assert.equal(await post(url, '{}', { 'content-type': 'application/json' }), 'badRequest')
  assert.equal(await post(url, 'x', { 'content-type': 'multipart/form-data; boundary=a' }), 'badRequest')
  assert.equal(await post(url, new URLSearchParams({ x: 'y'.repeat(MAX_FORM_BYTES) })), 'tooLarge')
})

test('the largest form costs in proportion to its size, whatever it is made of', async () => {
  const boundary = 'x'
  const multipart = `multipart/form-data; boundary=${boundary}`
  const urlencoded = 'application/x-www-form-urlencoded'
  const shapes: [name: string, type: string, piece: string][] = [
    ['fields', urlencoded, 'a=1&'],
    ['ampersands', urlencoded, '&'],
    ['escapes', urlencoded, '%e2%80%8b'],
    ['broken escapes', urlencoded, '%'],
    ['pluses', urlencoded, '+'],
    ['parts', multipart, `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n`],
    ['boundaries', multipart, `--${boundary}\r\n`],
    ['almost boundaries', multipart, '\r\n--'],
    ['headers', multipart, 'Content-Disposition: form-data; name="a";'],
    ['a type without end', `multipart/form-data; ${'boundary="'.repeat(700)}`, 'x'],
  ]
  for (const [name, type, piece] of shapes) {
    const measure = async (length: number) => {
      const body = Buffer.from(piece.repeat(Math.ceil(length / piece.length)).slice(0, length))
      let leastMs = Number.POSITIVE_INFINITY
      for (let run = 0; run < 7; run++) {
        const stream = Object.assign(Readable.from([body]), { headers: { 'content-type': type } })
        const startMs = performance.now()
        await readForm(stream as unknown as IncomingMessage)
        leastMs = Math.min(leastMs, performance.now() - startMs)
      }
      return leastMs
    }
    const shortMs = await measure(MAX_FORM_BYTES / 8)

    const times = (await measure(MAX_FORM_BYTES)) / Math.max(shortMs, 2)

    // Twice the text, four times the work: that would be 64 here.
    assert.ok(times < 32, `${name}: 8 times the text, ${times.toFixed(1)} times the work`)
  }
})
