import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { request as sendSecurely } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { startSimulator } from '@harambee/simulator'
import { ask, authorise, push, receive, start } from './running.ts'
import { PHONE, pushBody } from './world.ts'

function createFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('health is told to everybody', async context => {
  const { url } = await start(context)

  const { status, json } = await ask(`${url}/health`)

  assert.equal(status, 200)
  assert.deepEqual([json.status, json.service, json.seed], ['ok', 'simulator', '0x1'])
})

test('callbacks arrive with Daraja’s own headers, spelled as Daraja spells them', async context => {
  const { url } = await start(context)
  const receiver = await receive(context)
  const { json } = await push(url, { CallBackURL: `${receiver.url}/cb/payment/token` })

  await ask(`${url}/_sim/prompts/${json.CheckoutRequestID}`, 'POST', { action: 'pay' })
  const { path, rawHeaders, body } = await receiver.next()

  assert.equal(path, '/cb/payment/token')
  const headers = Object.fromEntries(
    rawHeaders.flatMap((name, place) => (place % 2 ? [] : [[name, rawHeaders[place + 1]]])),
  )
  assert.equal(headers.Businessshortcode, '174379')
  assert.equal(headers['Content-Type'], 'application/json;charset=UTF-8')
  assert.equal(headers['Content-Length'], String(Buffer.byteLength(body)))
  assert.match(body, /"Amount","Value":500\.00\}/)
})

test('a lost push answer cuts the connection', async context => {
  const { url } = await start(context)
  await ask(`${url}/_sim/faults`, 'PUT', { pushResponseLost: 1 })

  await assert.rejects(push(url), /socket hang up|ECONNRESET/)

  assert.equal((await ask(`${url}/_sim/prompts`)).json.length, 1)
})

test('a body above 16 KiB is refused and read no further', async context => {
  const { url } = await start(context)

  const answer = await ask(
    `${url}/mpesa/stkpush/v1/processrequest`,
    'POST',
    'x'.repeat(1_000_000),
    await authorise(url),
  )

  assert.equal(answer.status, 413)
})

test('a sender that goes away in the middle of a body does no harm', async context => {
  const { url, port } = await start(context)
  const socket = connect(port, '127.0.0.1')
  socket.write('POST /mpesa/stkpush/v1/processrequest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{"half')
  await new Promise<void>(resolve => socket.end(resolve))
  socket.destroy()

  assert.equal((await ask(`${url}/health`)).status, 200)
})

test('strangers reach Daraja’s paths and nothing else', async context => {
  const stranger = Object.values(networkInterfaces())
    .flat()
    .find(address => address && !address.internal && address.family === 'IPv4')?.address
  if (stranger === undefined) return context.skip('this machine has no address but its own')
  const { port } = await start(context, { host: '0.0.0.0' })
  const url = `http://${stranger}:${port}`

  assert.equal((await push(url)).json.ResponseCode, '0')
  for (const path of ['/_sim/ledger', '/_sim/requests', '/_sim/events', '/', '/phone']) {
    assert.equal((await ask(url + path)).status, 403, path)
    assert.equal((await ask(url + path, 'GET', undefined, { host: 'localhost' })).status, 403, path)
  }
  assert.equal((await ask(`${url}/_sim/reset`, 'POST')).status, 403)
})

test('it stops within a moment, with held answers and open feeds', async context => {
  const running = await start(context)
  await ask(`${running.url}/_sim/faults`, 'PUT', { callbackBeforeResponse: 1 })
  const held = push(running.url)
  const feed = await fetch(`${running.url}/_sim/events`)
  const reader = feed.body?.getReader()
  while ((await ask(`${running.url}/_sim/prompts`)).json.length === 0) {}

  await running.close()

  await assert.rejects(held)
  await assert.rejects(ask(`${running.url}/health`))
  for (;;) {
    const { done } = (await reader?.read().catch(() => ({ done: true }))) ?? { done: true }
    if (done) break
  }
})

test('a port that is taken is said so', async context => {
  const { port } = await start(context)

  await assert.rejects(startSimulator({ port }), /EADDRINUSE/)
})

test('options that cannot be are said so, all at once', async () => {
  const shortCodes = [
    { shortCode: '12', name: '' },
    { shortCode: '174379', name: 'A', tills: ['174379'] },
  ]

  await assert.rejects(startSimulator({ port: 0, shortCodes }), /"12" must be 5 to 7 digits; .*needs a name; .*174379/)
  await assert.rejects(startSimulator({ port: 0, seed: 'never' }), /"never" is no seed/)
})

test('with TLS it shows a certificate for this machine’s names, made at start', async context => {
  const running = await start(context, { tls: true })
  assert.match(running.url, /^https:/)
  const certificate = new X509Certificate(running.certificate ?? '')

  const body = await new Promise<string>((resolve, reject) => {
    const request = sendSecurely(
      `https://localhost:${running.port}/health`,
      { ca: running.certificate ?? '', agent: false, family: 4 },
      response => {
        let text = ''
        response.setEncoding('utf8').on('data', piece => (text += piece))
        response.on('end', () => resolve(text))
      },
    )
    request.on('error', reject)
    request.end()
  })

  assert.equal(JSON.parse(body).status, 'ok')
  assert.equal(certificate.checkHost('localhost'), 'localhost')
  assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1')
  assert.equal(certificate.verify(certificate.publicKey), true)
})

test('a receiver that closes idle connections misses nothing', async context => {
  const { url, simulator } = await start(context)
  const bodies: string[] = []
  let wake = () => {}
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      bodies.push(request.url ?? '')
      response.end('{}')
      // Closed the moment it is answered, without saying so beforehand.
      setImmediate(() => request.socket.destroy())
      wake()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  context.after(() => server.close())
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const headers = await authorise(url)

  for (let count = 1; count <= 20; count += 1) {
    const body = pushBody({ CallBackURL: `${address}/${count}`, Amount: 1 })
    const { json } = await ask(`${url}/mpesa/stkpush/v1/processrequest`, 'POST', body, headers)
    simulator.answer(String(json.CheckoutRequestID), 'pay')
    while (bodies.length < count) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
  }

  assert.equal(new Set(bodies).size, 20)
})

test('a journal file brings everything back after kill -9', async context => {
  const journalPath = join(createFolder(context), 'deeper', 'simulator.journal')
  const first = await startChild(journalPath)
  const { json: paid } = await push(first.url)
  await ask(`${first.url}/_sim/prompts/${paid.CheckoutRequestID}`, 'POST', { action: 'pay' })
  const { json: open } = await push(first.url)
  const before = (await ask(`${first.url}/_sim/ledger`)).json

  first.child.kill('SIGKILL')
  await new Promise(resolve => first.child.once('exit', resolve))
  const second = await startChild(journalPath)
  context.after(() => second.child.kill('SIGKILL'))

  assert.deepEqual((await ask(`${second.url}/_sim/ledger`)).json, before)
  const again = await ask(`${second.url}/_sim/prompts/${open.CheckoutRequestID}`, 'POST', { action: 'pay' })
  assert.equal(again.json.state, 'paid')
  assert.equal((await ask(`${second.url}/_sim/phones/${PHONE}`)).json.balanceKes, 4_000)
})

async function startChild(journalPath: string) {
  const child = fork(new URL('./child.ts', import.meta.url), [journalPath], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', message => resolve(String(message)))
    child.once('exit', code => reject(new Error(`The child ended with ${code}.`)))
  })
  return { child, url }
}

test('what happens is told to onEvent as it happens', async context => {
  const sentences: string[] = []
  const { url } = await start(context, { onEvent: event => sentences.push(event.sentence) })

  await push(url)

  assert.ok(sentences.includes('The phone 2547•••••001 shows: Pay KSh 500 to TUMAINI TRUST, account MADARASA.'))
  assert.ok(sentences.includes('POST /mpesa/stkpush/v1/processrequest: answered 200.'))
})
