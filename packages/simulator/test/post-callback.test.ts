// Callbacks over real sockets, to receivers of every kind.

import assert from 'node:assert/strict'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { CallbackAnswer } from '@harambee/simulator'
import { createCallbackPoster } from '../src/http/post-callback.ts'
import { makeCertificate } from '../src/http/self-signed-certificate.ts'
import { START_MS } from './world.ts'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** A receiver that does with each request whatever `serve` says; its address ends with a slash. */
async function receive(context: TestContext, serve: (socket: Socket, request: string, count: number) => void) {
  const sockets = new Set<Socket>()
  let count = 0
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    let text = ''
    // One character a byte, so that lengths agree.
    socket.setEncoding('latin1').on('data', piece => {
      text += piece
      for (;;) {
        const match = /^[\s\S]*?\r\nContent-Length: (\d+)[\s\S]*?\r\n\r\n/.exec(text)
        const end = match === null ? Number.POSITIVE_INFINITY : match[0].length + Number(match[1])
        if (text.length < end) break
        const request = text.slice(0, end)
        text = text.slice(end)
        count += 1
        serve(socket, request, count)
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const poster = createCallbackPoster()
  context.after(() => {
    poster.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const post = (path = 'cb', body = '{}', timeoutMs = 60_000): Promise<CallbackAnswer> =>
    poster.post({ url: url + path, headers: { 'Content-Type': 'application/json' }, body, timeoutMs })
  return { post, poster, url, sockets }
}

test('a callback is written as one request, path and bytes intact', async context => {
  let seen = ''
  const { post, url } = await receive(context, (socket, request) => {
    seen = Buffer.from(request, 'latin1').toString('utf8')
    socket.write(OK)
  })

  const answer = await post('cb/0a1b?x=1', '{"name":"Ñuñu"}')

  assert.deepEqual(answer, { status: 200, body: 'ok' })
  const host = new URL(url).host
  assert.equal(
    seen,
    `POST /cb/0a1b?x=1 HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
      `Content-Length: 17\r\nConnection: keep-alive\r\n\r\n{"name":"Ñuñu"}`,
  )
})

test('one connection serves one callback after the other', async context => {
  const { post, sockets } = await receive(context, socket => socket.write(OK))

  for (let count = 0; count < 5; count += 1) assert.deepEqual(await post(), { status: 200, body: 'ok' })

  assert.equal(sockets.size, 1)
})

test('a thousand callbacks at once all arrive, over a bounded number of connections', async context => {
  const paths = new Set<string>()
  const { post, sockets } = await receive(context, (socket, request) => {
    paths.add(request.split(' ')[1] ?? '')
    socket.write(OK)
  })

  const answers = await Promise.all(Array.from({ length: 1_000 }, (_, place) => post(String(place))))

  assert.equal(paths.size, 1_000)
  assert.ok(answers.every(answer => answer !== 'failed' && answer.status === 200))
  assert.ok(sockets.size <= 128, String(sockets.size))
})

test('a redirect is an answer, and not followed', async context => {
  const { post, sockets } = await receive(context, socket =>
    socket.write('HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n'),
  )

  assert.deepEqual(await post(), { status: 302, body: '' })
  assert.equal(sockets.size, 1)
})

test('receivers that hang up, speak nonsense or never stop talking fail the callback and nothing else', async context => {
  const misdeeds: ((socket: Socket) => void)[] = [
    socket => socket.destroy(),
    socket => socket.end(),
    socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf'),
    socket => socket.write('220 mail ready\r\n\r\n'),
    socket => socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(40_000)}`),
  ]
  const { post } = await receive(context, (socket, _request, count) => {
    const misdeed = misdeeds[count - 1]
    if (misdeed === undefined) socket.write(OK)
    else misdeed(socket)
  })

  for (const _ of misdeeds) assert.equal(await post(), 'failed')
  assert.deepEqual(await post(), { status: 200, body: 'ok' })
})

test('a connection that breaks as it is used again is replaced, once', async context => {
  for (const isHopeless of [false, true]) {
    const used = new Set<Socket>()
    const { post } = await receive(context, (socket, _request, count) => {
      const isSecondUse = used.has(socket)
      used.add(socket)
      if (isSecondUse || (isHopeless && count > 1)) socket.destroy()
      else socket.write(OK)
    })
    assert.deepEqual(await post(), { status: 200, body: 'ok' })

    assert.deepEqual(await post(), isHopeless ? 'failed' : { status: 200, body: 'ok' })

    assert.equal(used.size, 2)
  }
})

test('an answer without a length is whole when the receiver closes', async context => {
  const { post } = await receive(context, socket => socket.end('HTTP/1.1 201 Made\r\n\r\nall'))

  assert.deepEqual(await post(), { status: 201, body: 'all' })
})

test('a receiver that never answers is given up on, and so are those who wait behind it', async context => {
  const { post } = await receive(context, () => {})

  const answers = await Promise.all(Array.from({ length: 200 }, () => post('cb', '{}', 1)))

  assert.ok(answers.every(answer => answer === 'failed'))
})

test('nobody there is no answer', async () => {
  const poster = createCallbackPoster()

  assert.equal(await poster.post({ url: 'http://127.0.0.1:9/', headers: {}, body: '', timeoutMs: 60_000 }), 'failed')
  poster.close()
})

test('closing fails what is on its way', async context => {
  const { post, poster } = await receive(context, () => poster.close())

  assert.equal(await post(), 'failed')
})

test('a receiver of this machine may have made its own certificate', async context => {
  const server = createSecureServer(makeCertificate(START_MS), (request, response) => {
    request.resume().on('end', () => response.end('safe'))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const poster = createCallbackPoster()
  context.after(() => {
    poster.close()
    server.close()
  })
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`

  assert.deepEqual(await poster.post({ url, headers: {}, body: '{}', timeoutMs: 60_000 }), {
    status: 200,
    body: 'safe',
  })
})
