// Forty ways and more in which something goes wrong while it holds a number or a secret.

import { chmodSync, copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { c2bBody, callBack, type Given, give, PHONES } from './canary-journeys.ts'
import { type CanaryWorld, SECRETS } from './canary-world.ts'

const KEY = SECRETS.MPESA_CALLBACK_SECRET_KEY
const OTHER_SECRET = SECRETS.HARAMBEE_SECRET.replace('5eed', '5eef')
const BAD = PHONES.typedWrong
/** Most are commands, which take a process each. */
const AT_ONCE = 3

/** @returns how many ways were tried */
export async function runErrorPaths(world: CanaryWorld, given: Record<string, Given>): Promise<number> {
  const attempts = [
    ...refusedCallbacks(world, given),
    ...refusedForms(world, given),
    ...refusedCommands(world),
    ...brokenConfiguration(world),
    ...brokenDatabase(world),
  ]
  const remaining = attempts.values()
  const work = async () => {
    for (const attempt of remaining) await attempt()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  // What they do to Safaricom's side would be in the way of the others.
  const alone = daraja(world)
  for (const attempt of alone) await attempt()
  return attempts.length + alone.length
}

type Attempt = () => Promise<unknown>

function refusedCallbacks(world: CanaryWorld, given: Record<string, Given>): Attempt[] {
  const { callbacks } = world.harambee
  const body = c2bBody(BAD, 'UKOKANARI9', 'MADARASA')
  const post = (path: string, text: string | Buffer = body, headers: Record<string, string> = {}, method = 'POST') =>
    world.ask(callbacks + path, {
      method,
      headers,
      ...(method === 'POST' || method === 'PUT' ? { body: String(text) } : {}),
    })
  const paid = (given.paid as Given).id
  const failed = (given.cancelled as Given).id
  const ownPath = async (id: string) => new URL((await world.pushOf(id)).callbackUrl).pathname
  return [
    () => post(`/cb/${KEY.slice(1)}`),
    () => post(`/cb/${KEY}0`),
    () => post(`/cb/${KEY.toUpperCase()}`),
    () => post(`/cb//${KEY}//`),
    () => post(`/cb/${KEY}/${paid}/${'0'.repeat(36)}`),
    async () => post((await ownPath(paid)).replace(paid, failed)),
    async () => post(await ownPath(paid), body, {}, 'GET'),
    async () => post(await ownPath(paid), body, {}, 'PUT'),
    async () => post(await ownPath(paid), Buffer.alloc(20_000, BAD)),
    async () => post(await ownPath(paid), `{"MSISDN":"${BAD}"`),
    async () => post(await ownPath(paid), body, { 'content-encoding': 'gzip' }),
    () =>
      post(
        `/cb/${KEY}`,
        `{"Body":{"stkCallback":{"CheckoutRequestID":"ws_CO_1${BAD.slice(3)}","MerchantRequestID":"m","ResultCode":1032,"ResultDesc":"${BAD}"}}}`,
      ),
    () => post(`/cb/${KEY}`, ''),
    () => post(`/cb/${KEY}`, `${'['.repeat(5_000)}"${BAD}"`),
    () => post(`/cb/${KEY}/c2b/confirmation`, body.replace('500.00', BAD)),
    () => post(`/cb/${KEY}/c2b/confirmation`, body.replace('174379', '600000')),
    () => callBack(world, paid, PHONES.paid, { resultCode: 1032, receiptNumber: null }),
    () => callBack(world, failed, PHONES.cancelled, { resultCode: 0, receiptNumber: 'UKOKANARI8', amountKes: 1 }),
    () => post(`/metrics?phone=${BAD}&key=${KEY}`, '', {}, 'GET'),
  ]
}

function refusedForms(world: CanaryWorld, given: Record<string, Given>): Attempt[] {
  const { site } = world.harambee
  const { id } = given.paid as Given
  const send = (headers: Record<string, string>, body: string, path = '/give/madarasa') =>
    world.ask(site + path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    })
  const fields = `phone=${PHONES.refused}&amount=500&paymentId=${'f'.repeat(32)}`
  return [
    () => send({ origin: 'https://evil.example' }, fields),
    () => send({}, fields),
    () => send({ origin: 'null' }, fields),
    () => send({ origin: site, 'content-type': 'application/json' }, JSON.stringify({ phone: PHONES.refused })),
    () => send({ origin: site }, `${fields}&more=${'x'.repeat(200_000)}`),
    () => send({ origin: site }, fields, '/give/nowhere'),
    () => send({ origin: site }, `${fields}&retryOf=${'e'.repeat(32)}`, `/pay/${'e'.repeat(32)}`),
    ...['0', '-5', '0.5', '1000000000', '१००'].map(otherAmount => () => give(world, PHONES.refused, { otherAmount })),
    () => world.ask(`${site}/pay/${id}/status?phone=${PHONES.refused}`),
    () => world.ask(`${site}/pay/${'d'.repeat(32)}`),
    () =>
      world.ask(`${site}/pay/${'d'.repeat(32)}/check`, { method: 'POST', headers: { origin: 'https://evil.example' } }),
    () => world.ask(`${site}/health`),
  ]
}

/** What Safaricom's side may do to a push or a query. */
function daraja(world: CanaryWorld): Attempt[] {
  const { safaricom } = world.harambee
  let phones = 0
  const under = (faults: Record<string, number>) => async () => {
    await safaricom.setFaults(faults)
    phones += 1
    const phone = `${PHONES.refused.slice(0, -2)}${30 + phones}`
    await world.cli(['pay', '--phone', phone, '--amount', '500', '--campaign', 'madarasa', '--json'])
    await safaricom.setFaults(Object.fromEntries(Object.keys(faults).map(name => [name, 0])))
  }
  return [
    under({ push5xx: 1 }),
    under({ outage: 1 }),
    under({ pushResponseLost: 1 }),
    under({ throttle: 1 }),
    under({ tokenExpiresEarly: 1 }),
  ]
}

function refusedCommands(world: CanaryWorld): Attempt[] {
  return [
    () => world.cli(['pay', '--phon', PHONES.operator]),
    () => world.cli(['pay', '--phone', `${PHONES.operator}7`, '--amount', '500', '--campaign', 'madarasa']),
    () => world.cli(['donor', 'export', `${PHONES.operator}7`]),
    () => world.cli(['donor', 'erase', PHONES.operator, '--json']),
    () => world.cli(['payments', 'show', 'f'.repeat(32)]),
  ]
}

function brokenConfiguration(world: CanaryWorld): Attempt[] {
  const doctor = (more: NodeJS.ProcessEnv) => () => world.cli(['verify'], more)
  const password = SECRETS.MPESA_CONSUMER_SECRET
  return [
    doctor({ HARAMBEE_SECRET: SECRETS.HARAMBEE_SECRET.slice(0, 20) }),
    doctor({ MPESA_CALLBACK_SECRET_KEY: KEY.slice(0, 10) }),
    doctor({ MPESA_CALLBACK_SECRET_KEY: `${KEY},mpesa/${KEY}` }),
    doctor({ MPESA_CALLBACK_URL: `ftp://give.example.org/cb/${KEY}` }),
    doctor({ MPESA_CALLBACK_URL: `give.example.org/cb/${KEY}` }),
    doctor({ MPESA_CALLBACK_URL: `http://give.example.org/cb/${KEY}` }),
    doctor({ MPESA_CONSUMER_SECRET: '' }),
    doctor({ DATABASE_URL: `postgres://harambee:${password}@127.0.0.1:1/harambee` }),
    doctor({ DATABASE_URL: `postgres://harambee:${password}@127.0.0.1:bad/harambee` }),
    doctor({ DATABASE_URL: `mysql://harambee:${password}@127.0.0.1/harambee` }),
    doctor({ MPESA_DARAJA_URL: `http://user:${password}@daraja.example/` }),
    doctor({ HARAMBEE_SECRET: OTHER_SECRET }),
    () => world.cli(['doctor'], { MPESA_CONSUMER_SECRET: `${password}x` }),
    () => world.cli(['start'], { MPESA_CALLBACK_URL: `give.example.org/cb/${KEY}` }),
  ]
}

function brokenDatabase(world: CanaryWorld): Attempt[] {
  const garbage = join(world.folder, 'garbage.db')
  const readOnly = join(world.folder, 'read-only.db')
  return [
    async () => {
      writeFileSync(garbage, `no database, but ${BAD}`)
      await world.cli(['verify'], { DATABASE_URL: `file:${garbage}` })
    },
    async () => {
      copyFileSync(world.databasePath, readOnly)
      chmodSync(readOnly, 0o400)
      await world.cli(['payments', 'list'], { DATABASE_URL: `file:${readOnly}` })
    },
    () => world.cli(['verify'], { DATABASE_URL: 'file:/nowhere/harambee.db' }),
    () => world.cli(['restore', garbage]),
  ]
}
