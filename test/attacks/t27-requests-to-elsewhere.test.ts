// T27: having our server send requests where it should not: by an upgrade, an absolute URL, a host header, a redirect of
// Daraja's, or a configured address. Somebody listens where nobody must ever call.

import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { readConfiguration } from '@harambee/payments'
import { openWorld } from '../crash/open-world.ts'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { startHarambee } from '../journeys/start-harambee.ts'
import { databasesOf } from './attacked-databases.ts'
import { sendRaw } from './raw-request.ts'

/** A server nobody of ours has a reason to call. */
async function openCanary(context: CleanUps): Promise<{ port: number; called: string[] }> {
  const called: string[] = []
  const server: Server = createServer((request, response) => {
    called.push(`${request.method} ${request.url}`)
    response.end('{}')
  })
  server.on('connection', () => called.push('a connection'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  context.after(() => void server.close())
  return { port: (server.address() as AddressInfo).port, called }
}

/** Some of these leave a connection open that nothing more comes over. */
const PATIENCE_MS = 1_500

test('no request has our server call somebody else', async context => {
  const canary = await openCanary(context)
  const harambee = await startHarambee(context)
  const target = `127.0.0.1:${canary.port}`
  const upgrade =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGVzdA==\r\n'
  const close = 'Connection: close\r\n'
  const requests = [
    `GET http://${target}/x HTTP/1.1\r\nHost: ${target}\r\n${upgrade}\r\n`,
    `GET http://${target}/x HTTP/1.1\r\nHost: ${target}\r\n${close}\r\n`,
    `GET /give/madarasa HTTP/1.1\r\nHost: ${target}\r\n${upgrade}\r\n`,
    `GET /give/madarasa HTTP/1.1\r\nHost: ${target}\r\nX-Forwarded-Host: ${target}\r\n${close}\r\n`,
    `GET //${target}/x HTTP/1.1\r\nHost: x\r\n${close}\r\n`,
    `GET /\\${target}/x HTTP/1.1\r\nHost: x\r\n${close}\r\n`,
    `GET /_next/image?url=http%3A%2F%2F${encodeURIComponent(target)}%2Fx.png&w=64&q=75 HTTP/1.1\r\nHost: x\r\n${close}\r\n`,
    `GET /_next/image?url=%2F%2F${encodeURIComponent(target)}%2Fx.png&w=64&q=75 HTTP/1.1\r\nHost: x\r\n${close}\r\n`,
    `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`,
    `OPTIONS * HTTP/1.1\r\nHost: ${target}\r\n${close}\r\n`,
    `POST /give/madarasa HTTP/1.1\r\nHost: ${target}\r\nOrigin: http://${target}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 27\r\n${close}\r\nphone=0700000651&amount=100`,
  ]
  for (const request of requests) {
    for (const server of [harambee.site, harambee.callbacks]) {
      const { text: answer } = await sendRaw(Number(new URL(server).port), request, { patienceMs: PATIENCE_MS })
      const line = request.slice(0, request.indexOf('\r\n'))
      assert.doesNotMatch(answer, /^HTTP\/1\.1 101/, line)
      assert.doesNotMatch(answer, new RegExp(`^location: (?:https?:)?//${target}`, 'im'), line)
    }
  }

  assert.deepEqual(canary.called, [])
})

for (const kind of databasesOf(import.meta.url)) {
  test(`where Daraja answers with a redirect, it is not followed [${kind}]`, async context => {
    const canary = await openCanary(context)
    const world = await openWorld(context, kind, { seed: '0x27' })
    world.safaricom.onAnswer = (_request, answer) =>
      answer === 'cut'
        ? answer
        : { status: 302, headers: { location: `http://127.0.0.1:${canary.port}/internal` }, body: '' }

    const paid = await world.pay('254700000652', 100).catch(error => String(error))

    assert.doesNotMatch(JSON.stringify(paid), /"succeeded"/)
    assert.deepEqual(canary.called, [])
  })
}

test('only this machine may stand in for Safaricom, and never where money is real', () => {
  const secrets = () => ({ harambeeSecret: 'h'.repeat(64), callbackSecretKey: 'c'.repeat(48) })
  const credentials = {
    MPESA_CONSUMER_KEY: 'k',
    MPESA_CONSUMER_SECRET: 's',
    MPESA_PASSKEY: 'p',
    MPESA_ENVIRONMENT: 'sandbox',
    MPESA_CALLBACK_URL: 'https://give.example.org/cb',
    MPESA_CALLBACK_SECRET_KEY: '0123456789abcdef01234567',
    HARAMBEE_SECRET: 'h'.repeat(64),
  }
  const elsewhere = [
    'http://169.254.169.254/',
    'http://metadata.internal/',
    'http://10.0.0.1/',
    'https://sandbox.safaricom.co.ke.evil.example/',
    'https://user@evil.example/',
    'http://127.0.0.1@evil.example/',
    'http://127.0.0.1.evil.example/',
    'http://0.0.0.0/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'http://[::ffff:a9fe:a9fe]/',
  ]
  for (const url of elsewhere) {
    const read = readConfiguration({ ...credentials, MPESA_DARAJA_URL: url }, secrets)
    assert.ok('problems' in read && /MPESA_DARAJA_URL/.test(read.problems.join('\n')), url)
  }
  const local = readConfiguration({ ...credentials, MPESA_DARAJA_URL: 'http://127.0.0.1:4010' }, secrets)
  assert.ok('configuration' in local)
})
