// T25: every route of the build, with every header and spelling that has led around a framework's checks before. None gives
// away what belongs to a giver, and none changes anything. A new route fails here until somebody says how it is looked at.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { root } from '../crash/child-process.ts'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { type Harambee, startHarambee } from '../journeys/start-harambee.ts'
import { SECRETS } from './canary-world.ts'
import { findSecrets, type Gift, give } from './givers.ts'
import { findBuild } from './site-build.ts'

let harambee: Harambee
let gift: Gift
const cleanUps = gatherCleanUps()
before(async () => {
  harambee = await startHarambee(cleanUps)
  gift = await give(harambee, '254700000641', 2_345)
})
after(() => cleanUps.run())

/** How each route of the build is asked for. */
const PATHS: Readonly<Record<string, (gift: Gift) => string>> = {
  '/give/[campaign]': () => '/give/madarasa',
  '/give/[campaign]/poster': () => '/give/madarasa/poster',
  '/give/[campaign]/button': () => '/give/madarasa/button',
  '/give/[campaign]/embed': () => '/give/madarasa/embed',
  '/embed.css': () => '/embed.css',
  '/pay/[paymentId]': ({ paymentId }) => `/pay/${paymentId}`,
  '/pay/[paymentId]/check': ({ paymentId }) => `/pay/${paymentId}/check`,
  '/pay/[paymentId]/events': ({ paymentId }) => `/pay/${paymentId}/events`,
  '/pay/[paymentId]/receipt.pdf': ({ paymentId }) => `/pay/${paymentId}/receipt.pdf`,
  '/pay/[paymentId]/twice': ({ paymentId }) => `/pay/${paymentId}/twice`,
  '/pay/[paymentId]/status': ({ paymentId }) => `/pay/${paymentId}/status`,
  '/[...nowhere]': () => '/console/payments',
  '/_global-error': () => '/_global-error',
  '/_not-found': () => '/_not-found',
  '/icon.svg': () => '/icon.svg',
  '/': () => '/',
  '/payments': () => '/payments',
  '/pledge/[pledgeId]/[token]': () => `/pledge/${'0'.repeat(16)}/${'0'.repeat(16)}`,
  '/pledge/[pledgeId]/[token]/act': () => `/pledge/${'0'.repeat(16)}/${'0'.repeat(16)}/act`,
  '/pictures/[hash]': () => `/pictures/${'0'.repeat(64)}`,
  '/stop-prompts': () => '/stop-prompts',
  '/stop-prompts/send': () => '/stop-prompts/send',
  '/v/[receipt]': () => '/v/2026-000001-0000000000',
  '/welcome': () => '/welcome',
  '/welcome/callbacks': () => '/welcome/callbacks',
  '/welcome/replay': () => '/welcome/replay',
}

/** The demo's page for a newcomer shows callbacks, receipts and all, and says so. Outside the demo it is not there. */
const SHOWS_RECEIPTS = /^\/welcome/

const MIDDLEWARE = 'src/middleware:src/middleware:src/middleware:src/middleware:src/middleware'
interface Way {
  readonly title: string
  readonly headers?: Record<string, string>
  readonly toPath?: (path: string) => string
}
const WAYS: readonly Way[] = [
  { title: 'plainly' },
  { title: 'x-middleware-subrequest', headers: { 'x-middleware-subrequest': MIDDLEWARE } },
  {
    title: 'x-middleware-subrequest of proxy.ts',
    headers: { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  },
  { title: 'x-middleware-rewrite', headers: { 'x-middleware-rewrite': '/welcome', 'x-middleware-next': '1' } },
  {
    title: 'x-middleware-override',
    headers: { 'x-middleware-override-headers': 'cookie', 'x-middleware-request-cookie': 'giver=1' },
  },
  { title: 'x-invoke-path', headers: { 'x-invoke-path': '/welcome/callbacks', 'x-invoke-status': '200' } },
  { title: 'x-matched-path', headers: { 'x-matched-path': '/welcome/callbacks', 'x-now-route-matches': '1=x' } },
  { title: 'x-prerender-revalidate', headers: { 'x-prerender-revalidate': '1' } },
  { title: 'x-nextjs-data', headers: { 'x-nextjs-data': '1' } },
  { title: 'RSC', headers: { rsc: '1' } },
  { title: 'a prefetch', headers: { rsc: '1', 'next-router-prefetch': '1' } },
  { title: 'a segment', headers: { rsc: '1', 'next-router-segment-prefetch': '/__PAGE__' } },
  { title: 'next-resume', headers: { 'next-resume': '1' } },
  { title: '.rsc', toPath: path => `${path}.rsc` },
  { title: '.segments', toPath: path => `${path}.segments/_tree.segment.rsc` },
  { title: '_rsc', toPath: path => `${path}?_rsc=abc` },
  { title: 'nxtP', toPath: path => `${path}?nxtPpaymentId=x&nxtPcampaign=y` },
  { title: '_next/data', toPath: path => `/_next/data/build${path}.json` },
  { title: 'a language in front', toPath: path => `/en${path}` },
  { title: 'an encoded slash', toPath: path => path.replaceAll('/', '%2f').replace('%2f', '/') },
  { title: 'a backslash', toPath: path => path.replaceAll('/', '\\').replace('\\', '/') },
  { title: 'two slashes', toPath: path => `/${path}` },
  { title: 'up and down', toPath: path => `/x/..${path}` },
  { title: 'a slash behind', toPath: path => `${path}/` },
  { title: 'another host', headers: { 'x-forwarded-host': 'evil.example', 'x-original-url': '/welcome' } },
]

test('every route of the build is in the table, and none besides', () => {
  const text = readFileSync(join(findBuild(root), 'app-path-routes-manifest.json'), 'utf8')
  const routes = Object.values(JSON.parse(text) as Record<string, string>)

  assert.deepEqual(Object.keys(PATHS).sort(), routes.sort())
})

for (const { title, headers = {}, toPath = (path: string) => path } of WAYS) {
  test(`asked ${title}, no route gives anything away`, async () => {
    const prompts = (await harambee.safaricom.ledger()).prompts.length
    for (const [route, toOwnPath] of Object.entries(PATHS)) {
      const path = toPath(toOwnPath(gift))
      const stop = new AbortController()
      // An event stream goes on: its first piece is all there is to see.
      const answer = await fetch(`${harambee.site}${path}`, { headers, redirect: 'manual', signal: stop.signal })
      const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream')
      const text = isStream ? await readFirst(answer) : await answer.text()
      stop.abort()

      // The page for what is broken says so, to whoever asks for it by name.
      assert.ok(answer.status < 500 || route === '/_global-error', `${path} is answered ${answer.status}`)
      assert.doesNotMatch(answer.headers.get('location') ?? '', /^(?:https?:)?\/\/(?!127\.0\.0\.1)/)
      if (SHOWS_RECEIPTS.test(route)) continue
      assert.deepEqual(findSecrets(gift, text), [], `${path} gives it away`)
      assert.ok(
        !text.includes('2,345') || route === '/give/[campaign]' || /madarasa/.test(path),
        `${path} tells the amount`,
      )
    }
    assert.equal((await harambee.safaricom.ledger()).prompts.length, prompts)
  })
}

test('outside the demo there is no page for newcomers, and nothing of the simulator', async context => {
  const real = await startHarambee(context, {
    // A site is built for each secret: with these, another test has it built anyway.
    ...SECRETS,
    MPESA_ENVIRONMENT: 'sandbox',
    MPESA_DARAJA_URL: harambee.simulator,
    MPESA_CALLBACK_URL: 'http://127.0.0.1:1/cb',
    PUBLIC_URL: 'https://give.example.org',
  })
  for (const path of ['/welcome', '/welcome/callbacks']) {
    const answer = await fetch(`${real.site}${path}`)
    assert.equal(answer.status, 404, path)
  }
  const replayed = await fetch(`${real.site}/welcome/replay`, {
    method: 'POST',
    headers: { origin: 'https://give.example.org', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'story=cancel',
    redirect: 'manual',
  })
  assert.equal(replayed.status, 404)
})

async function readFirst(answer: Response): Promise<string> {
  let text = ''
  for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(piece).toString('utf8')
    if (text.includes('data:')) break
  }
  return text
}
