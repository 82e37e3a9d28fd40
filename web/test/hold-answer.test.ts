// Pages go out whole and compressed, streams at once.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { chooseEncoding, type HeldAnswer, holdAnswer } from '../server/hold-answer.ts'

const UNCHANGED: HeldAnswer = { beforeHead() {}, beforeBody: page => page }
const PAGE = '<p>Habari</p>'.repeat(100)

async function ask(
  context: TestContext,
  options: { method?: string; accept?: string; answer?: HeldAnswer },
  respond: (response: ServerResponse) => void,
): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  const server = createServer((incoming, response) => {
    holdAnswer(incoming, response, options.answer ?? UNCHANGED)
    respond(response)
  })
  context.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const sent = request({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    method: options.method ?? 'GET',
    headers: options.accept === undefined ? {} : { 'accept-encoding': options.accept },
    agent: false,
  }).end()
  const [received] = (await once(sent, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of received) chunks.push(chunk as Buffer)
  return { status: received.statusCode ?? 0, headers: received.headers, body: Buffer.concat(chunks) }
}

function sendPage(response: ServerResponse): void {
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.setHeader('Vary', 'rsc')
  response.flushHeaders()
  response.write(PAGE.slice(0, 100))
  response.end(PAGE.slice(100))
}

test('the best coding both sides know is chosen', () => {
  assert.equal(chooseEncoding('gzip, deflate, br, zstd'), 'br')
  assert.equal(chooseEncoding('gzip;q=1.0, br;q=0'), 'gzip')
  assert.equal(chooseEncoding('*'), 'gzip')
  assert.equal(chooseEncoding('identity'), null)
  assert.equal(chooseEncoding(''), null)
})

test('a page written in parts arrives whole, compressed and with its length', async context => {
  const brotli = await ask(context, { accept: 'gzip, br' }, sendPage)
  const gzip = await ask(context, { accept: 'gzip' }, sendPage)
  const plain = await ask(context, {}, sendPage)

  assert.equal(brotli.headers['content-encoding'], 'br')
  assert.equal(brotliDecompressSync(brotli.body).toString(), PAGE)
  assert.equal(gunzipSync(gzip.body).toString(), PAGE)
  assert.equal(plain.body.toString(), PAGE)
  assert.equal(plain.headers['content-encoding'], undefined)
  for (const { headers, body } of [brotli, gzip, plain]) {
    assert.equal(headers['content-length'], String(body.length))
    assert.equal(headers.vary, 'rsc, Accept-Encoding')
  }
})

test('the status may be changed until the page goes out, and the page itself', async context => {
  let settled = 0
  const answer: HeldAnswer = {
    beforeHead() {
      settled += 1
    },
    beforeBody: () => Buffer.from('another page'),
  }

  const { body } = await ask(context, { answer }, sendPage)

  assert.equal(body.toString(), 'another page')
  assert.equal(settled, 1)
})

test('an event stream passes at once, untouched', async context => {
  const { headers, body } = await ask(context, { accept: 'br' }, response => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-transform' })
    response.write('data: 1\n\n')
    response.end('data: 2\n\n')
  })

  assert.equal(headers['content-encoding'], undefined)
  assert.equal(headers['content-length'], undefined)
  assert.equal(body.toString(), 'data: 1\n\ndata: 2\n\n')
})

test('answers without a body stay without one', async context => {
  const head = await ask(context, { method: 'HEAD', accept: 'br' }, sendPage)
  const unchanged = await ask(context, { accept: 'br' }, response => {
    response.writeHead(304).end()
  })

  assert.equal(head.body.length, 0)
  assert.equal(unchanged.status, 304)
  assert.equal(unchanged.body.length, 0)
})
