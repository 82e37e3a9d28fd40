// The callback listener as the network meets it.

import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from './both-databases.ts'
import { failureBody, successBody } from './callback-bodies.ts'
import { exchange, openListener, type Reply } from './open-listener.ts'
import { OTHER_PHONE, openTestEngine, request } from './open-test-engine.ts'

/** Everything of an answer but the clock. */
const visible = ({ status, headers, body }: Reply) => {
  const { date: _, ...rest } = headers as Record<string, unknown>
  return { status, headers: rest, body }
}

test('every wrong key and token is answered with the bytes of a right one, and nothing is stored', async context => {
  const { engine, callBack, send, pathOf } = await openListener(context)
  const payment = await request(engine)
  const other = await request(engine, { phoneNumber: OTHER_PHONE })
  const body = successBody(payment)
  const right = pathOf(payment)
  const [, , , key = '', id = '', token = ''] = right.split('/')
  const accepted = visible(await callBack(other, failureBody(other, 1032)))
  const stored = (await engine.listInbox({ limit: 1_000 })).length

  const flip = (hex: string, at: number) => `${hex.slice(0, at)}${hex[at] === '0' ? '1' : '0'}${hex.slice(at + 1)}`
  const paths = [
    '/api/mpesa',
    '/api/mpesa/',
    '/api/mpesa//',
    `/api/mpesa/${key.slice(0, -1)}`,
    `/api/mpesa/${flip(key, 0)}`,
    `/api/mpesa/${flip(key, key.length - 1)}`,
    `/api/mpesa/${key.toUpperCase()}`,
    `/api/mpesa/${key}/`,
    `/api/mpesa/${key}/${id}`,
    `/api/mpesa/${key}/${id}/`,
    `/api/mpesa/${key}/${id}/${token.slice(0, -1)}`,
    `/api/mpesa/${key}/${id}/${flip(token, 0)}`,
    `/api/mpesa/${key}/${id}/${flip(token, token.length - 1)}`,
    `/api/mpesa/${key}/${id}/${token.toUpperCase()}`,
    `/api/mpesa/${key}/${id}/${token}/`,
    `/api/mpesa/${key}/${id}/${token}/more`,
    `/api/mpesa/${key}/${other.id}/${token}`,
    `/api/mpesa/${key}//${token}`,
    `/api/mpesa/${flip(key, 3)}/${id}/${token}`,
    `/api/mpesa/${key}/%2e%2e/${token}`,
    `/api/mpesa/${encodeURIComponent('０')}${key.slice(1)}`,
    `/api/mpesa/${key}/c2b/validations`,
    `/cb/${flip(key, 1)}`,
    `/cb/${'a'.repeat(1_000)}`,
  ]
  for (const path of paths) assert.deepEqual(visible(await send(path, body)), accepted, path)

  assert.equal((await engine.listInbox({ limit: 1_000 })).length, stored)
  assert.equal((await engine.findDonation(payment.id, null))?.payment.status, 'pending')
})

test('the doors are open under /cb too', async context => {
  const { engine, send, pathOf, find } = await openListener(context)
  const payment = await request(engine)

  await send(pathOf(payment).replace('/api/mpesa', '/cb'), successBody(payment))

  assert.equal((await find(payment)).status, 'succeeded')
})

test('an address that is not on the list gets 403 whatever the key, and a payment it names is asked about', async context => {
  const { engine, send, pathOf, daraja, time } = await openListener(context, { MPESA_CALLBACK_ALLOWED_IPS: '10.0.0.1' })
  const payment = await request(engine)

  const right = await send(pathOf(payment), successBody(payment))
  const wrong = await send('/api/mpesa/wrong', successBody(payment))
  await time.advance(1_000)

  assert.deepEqual([right.status, right.body], [403, '{"error":"IP not whitelisted"}'])
  assert.deepEqual(visible(wrong), visible(right))
  assert.deepEqual(await engine.listInbox({ limit: 10 }), [])
  assert.equal(daraja.queries.length, 1)
})

test('the address is judged before the method, the method before the size, the size before the key', async context => {
  const closed = await openListener(context, { MPESA_CALLBACK_ALLOWED_IPS: '10.0.0.1' })
  const open = await openListener(context)
  const large = 'x'.repeat(16 * 1024 + 1)

  assert.equal((await closed.send('/api/mpesa/wrong', large, { method: 'PUT' })).status, 403)
  const put = await open.send('/api/mpesa/wrong', large, { method: 'PUT' })
  assert.deepEqual([put.status, put.headers.allow], [405, 'POST'])
  assert.equal((await open.send('/api/mpesa/wrong', large)).status, 413)
  assert.equal((await open.send('/api/mpesa/wrong', '{}')).status, 200)
  for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH']) {
    assert.equal((await open.send('/api/mpesa/wrong', '', { method })).status, 405, method)
  }
})

test('16 KiB are taken and one byte more is not, whatever Content-Length says', async context => {
  const { engine, send, pathOf } = await openListener(context)
  const payment = await request(engine)
  const path = pathOf(payment)

  const most = await send(path, 'x'.repeat(16 * 1024))
  const announced = await send(path, 'x'.repeat(16 * 1024 + 1))
  const chunked = await send(path, 'x'.repeat(16 * 1024 + 1), { headers: { 'transfer-encoding': 'chunked' } })

  assert.deepEqual([most.status, announced.status, chunked.status], [200, 413, 413])
  const [entry, ...more] = await engine.listInbox({ limit: 10 })
  assert.equal(entry?.rawBody?.length, 16 * 1024)
  assert.deepEqual(more, [])
})

test('a compressed body is refused unread', async context => {
  const { engine, send, pathOf } = await openListener(context)
  const payment = await request(engine)

  const reply = await send(pathOf(payment), 'x', { headers: { 'content-encoding': 'gzip' } })

  assert.equal(reply.status, 415)
})

test('a client that announces a body and never sends it is cut off, and nothing is stored', async context => {
  const { engine, port, pathOf } = await openListener(context)
  const payment = await request(engine)

  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.on('data', chunk => {
      received += chunk
    })
    socket.on('close', () => resolve(received))
    socket.on('error', reject)
    socket.end(`POST ${pathOf(payment)} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"half":`)
  })

  assert.doesNotMatch(text, /200 OK/)
  assert.deepEqual(await engine.listInbox({ limit: 10 }), [])
})

test('what is not on disk is never acknowledged: 503 with a time to come back', async context => {
  const { engine, callBack, find } = await openListener(context)
  const payment = await request(engine)
  const { schema } = engine.database.kysely
  await schema.alterTable('inbox').renameTo('away').execute()

  const refused = await callBack(payment, successBody(payment))
  await schema.alterTable('away').renameTo('inbox').execute()
  const taken = await callBack(payment, successBody(payment))

  assert.equal(refused.status, 503)
  assert.equal(refused.headers['retry-after'], '5')
  assert.equal(taken.status, 200)
  assert.equal((await find(payment)).status, 'succeeded')
})

test('health is 200 while the engine can serve and 503 while it cannot', async context => {
  const { engine, send } = await openListener(context)
  const well = await send('/health', '', { method: 'GET' })
  await engine.database.kysely.schema.alterTable('payments').renameTo('away').execute()
  const ill = await send('/health', '', { method: 'GET' })
  await engine.database.kysely.schema.alterTable('away').renameTo('payments').execute()

  assert.equal(well.status, 200)
  assert.equal((JSON.parse(well.body) as { status: string }).status, 'ok')
  assert.equal(ill.status, 503)
})

test('health tells that nothing can be stored, before somebody is refused and after, and that it can be again', async context => {
  const { engine, time, send, callBack } = await openListener(context)
  const payment = await request(engine)
  const health = async () => (await send('/health', '', { method: 'GET' })).status
  const { schema } = engine.database.kysely
  const tables = ['inbox', 'access_tokens']
  const before = await health()

  for (const table of tables) await schema.alterTable(table).renameTo(`no_${table}`).execute()
  await time.advance(10_000)
  const whileIdle = await health()
  const refused = await callBack(payment, successBody(payment))
  const whileRefusing = await health()
  for (const table of tables) await schema.alterTable(`no_${table}`).renameTo(table).execute()
  await time.advance(1_000)
  const after = await health()
  const taken = await callBack(payment, successBody(payment))

  assert.deepEqual([before, whileIdle, whileRefusing, after], [200, 503, 503, 200])
  assert.deepEqual([refused.status, taken.status], [503, 200])
})

test('metrics count what came and name nobody', async context => {
  const { engine, send, callBack } = await openListener(context)
  const payment = await request(engine)
  await callBack(payment, successBody(payment))
  await send('/api/mpesa/wrong', '{}')

  const { status, body } = await send('/metrics', '', { method: 'GET' })

  assert.equal(status, 200)
  assert.match(body, /harambee_callbacks_total\{answer="stored"\} 1/)
  assert.match(body, /harambee_callbacks_total\{answer="wrong-key"\} 1/)
  assert.match(body, /harambee_drained_total\{verdict="applied"\} 1/)
  assert.doesNotMatch(body, /700000001|UKO1AB2C3D|ws_CO/)
})

test('anything else is not there', async context => {
  const { send } = await openListener(context)
  for (const path of ['/', '/api', '/api/mpesas/x', '/api/mpesax', '/cbx/y', '/metricsx']) {
    assert.equal((await send(path, '{}')).status, 404, path)
  }
})

test('a header that claims another address is believed from a trusted proxy only', async context => {
  const direct = await openListener(context, { MPESA_CALLBACK_ALLOWED_IPS: '196.201.214.200' })
  const proxied = await openListener(context, {
    MPESA_CALLBACK_ALLOWED_IPS: '196.201.214.200',
    TRUSTED_PROXIES: '127.0.0.1/32',
  })
  const safaricom = { headers: { 'x-forwarded-for': '196.201.214.200' } }
  const forged = { headers: { 'x-forwarded-for': '196.201.214.200, 203.0.113.9' } }

  assert.equal((await direct.send('/api/mpesa/x', '{}', safaricom)).status, 403)
  assert.equal((await proxied.send('/api/mpesa/x', '{}', safaricom)).status, 200)
  assert.equal((await proxied.send('/api/mpesa/x', '{}', forged)).status, 403)
  assert.equal((await proxied.send('/api/mpesa/x', '{}')).status, 403)
})

test('a custom callback path is a door too', async context => {
  const { engine, daraja } = await openTestEngine(context, {
    MPESA_CALLBACK_URL: 'https://give.example.org/from/safari',
  })
  const payment = await request(engine)

  const url = new URL(daraja.pushes[0]?.CallBackURL ?? '')

  assert.match(url.href, new RegExp(`^https://give.example.org/from/safari/[0-9a-f]+/${payment.id}/[0-9a-f]{36}$`))
  const server = engine.createListener(engine.startWorker())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  context.after(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  assert.equal((await exchange(port, '/from/safari/wrong', '{}', {})).status, 200)
})
