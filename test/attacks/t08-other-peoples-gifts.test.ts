// T8: who gave what. Somebody with another giver's address bar, cookie or receipt number sees what became of the payment and
// nothing of who gave how much; what nobody made looks the same as what belongs to others.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { type Harambee, startHarambee } from '../journeys/start-harambee.ts'
import { findSecrets, type Gift, give } from './givers.ts'

const AMOUNT_KES = 4_321
const SAID_AMOUNT = '4,321'
const AT_ONCE = 60

let harambee: Harambee
let gift: Gift
let other: Gift
const cleanUps = gatherCleanUps()
before(async () => {
  harambee = await startHarambee(cleanUps)
  gift = await give(harambee, '254700000611', AMOUNT_KES)
  other = await give(harambee, '254700000612', 150)
})
after(() => cleanUps.run())

const VARIANTS: { title: string; headers?: Record<string, string>; suffix?: string; method?: string }[] = [
  { title: 'a page' },
  { title: 'HEAD', method: 'HEAD' },
  { title: 'RSC', headers: { rsc: '1' } },
  { title: 'RSC with a router tree', headers: { rsc: '1', 'next-router-state-tree': '%5B%22%22%5D' } },
  { title: 'a prefetch', headers: { rsc: '1', 'next-router-prefetch': '1' } },
  { title: 'a segment', headers: { rsc: '1', 'next-router-segment-prefetch': '/_tree' } },
  { title: 'a purpose', headers: { purpose: 'prefetch', 'sec-purpose': 'prefetch' } },
  { title: '_rsc', suffix: '?_rsc=1a2b3' },
  { title: '.rsc', suffix: '.rsc' },
  { title: '.txt', suffix: '.txt' },
  { title: 'the status', suffix: '/status' },
  { title: 'the status, asked again', suffix: '/status', headers: { 'if-none-match': '"x"' } },
  { title: 'the receipt as a file', suffix: '/receipt.pdf' },
  { title: 'the receipt as a file, with a made-up link', suffix: `/receipt.pdf?link=${'0'.repeat(36)}` },
  { title: 'a made-up link', suffix: `?link=${'0'.repeat(36)}` },
  { title: 'two links', suffix: '?link=a&link=b' },
  { title: 'a host of their own', headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-for': '127.0.0.1' } },
]

async function look(path: string, cookie: string | null, variant: (typeof VARIANTS)[number]) {
  const answer = await fetch(`${harambee.site}${path}${variant.suffix ?? ''}`, {
    method: variant.method ?? 'GET',
    redirect: 'manual',
    headers: { ...variant.headers, ...(cookie !== null && { cookie }) },
  })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

test('with its own cookie a gift is seen', async () => {
  const { text } = await look(`/pay/${gift.paymentId}`, gift.cookie, { title: 'a page' })

  assert.ok(text.includes(gift.receiptNumber))
  assert.ok(text.includes(SAID_AMOUNT))
})

for (const variant of VARIANTS) {
  test(`${variant.title}: without the giver’s cookie nothing is given away`, async () => {
    for (const cookie of [null, other.cookie, `giver=${'f'.repeat(32)}`, `giver=${gift.paymentId}`, 'giver=']) {
      const { status, headers, text } = await look(`/pay/${gift.paymentId}`, cookie, variant)

      assert.ok(status < 500, `${status}`)
      assert.deepEqual(findSecrets(gift, text), [])
      assert.ok(!text.includes(SAID_AMOUNT) && !text.includes(String(AMOUNT_KES)), 'the amount is there')
      assert.match(headers.get('cache-control') ?? '', /no-store/)
    }
  })
}

test('ids nobody made, and other people’s receipts, are all the same nothing', async () => {
  const last = Number.parseInt(gift.paymentId.slice(-1), 16)
  const ids = [
    gift.paymentId.slice(0, -1) + ((last + 1) % 16).toString(16),
    gift.paymentId.slice(0, -1) + ((last + 15) % 16).toString(16),
    gift.paymentId.toUpperCase() === gift.paymentId ? 'f'.repeat(32) : gift.paymentId.toUpperCase(),
    gift.receiptNumber,
    'f'.repeat(32),
    '%00',
    `${gift.paymentId}%2F..`,
    `..%2Fpay%2F${gift.paymentId}x`,
    'ws_CO_24112026120000700000611',
  ]
  for (const id of ids) {
    const { status, text } = await look(`/pay/${id}`, other.cookie, { title: 'a page' })
    // The address itself is echoed; it is what they know already.
    const answer = text.replaceAll(id, '').replaceAll(encodeURI(id), '')
    assert.deepEqual(findSecrets(gift, answer), [], id)
    assert.ok(status === 404 || status === 400, `${id} is answered ${status}`)
  }
  const statuses = await Promise.all(
    ids.slice(0, 5).map(id => look(`/pay/${id}/status`, other.cookie, { title: 'status' })),
  )
  assert.deepEqual(
    new Set(statuses.map(({ status, text }) => `${status} ${text}`)),
    new Set(['404 {"error":"not-found"}']),
  )
})

test('a signed link shows this payment and no other, and lets nobody do anything', async () => {
  const { url } = (await harambee.cli('payments', 'link', gift.paymentId, '--json')).json<{ url: string }>()
  const link = new URL(url).searchParams.get('link') ?? ''

  const seen = await look(`/pay/${gift.paymentId}`, null, { title: 'link', suffix: `?link=${link}` })
  const status = await look(`/pay/${gift.paymentId}/status`, null, { title: 'link', suffix: `?link=${link}` })
  const otherPayment = await look(`/pay/${other.paymentId}`, null, { title: 'link', suffix: `?link=${link}` })
  const shortened = await look(`/pay/${gift.paymentId}`, null, { title: 'link', suffix: `?link=${link.slice(0, -1)}` })

  assert.ok(seen.text.includes(gift.receiptNumber) && seen.text.includes(SAID_AMOUNT))
  assert.ok(!seen.text.includes('name="retryOf"'))
  assert.match(seen.headers.get('cache-control') ?? '', /private, no-store/)
  assert.equal((JSON.parse(status.text) as { receiptNumber: string }).receiptNumber, gift.receiptNumber)
  assert.deepEqual([...findSecrets(other, otherPayment.text), ...findSecrets(gift, shortened.text)], [])
  const file = async (paymentId: string) =>
    (await fetch(`${harambee.site}/pay/${paymentId}/receipt.pdf?link=${link}`, { redirect: 'manual' })).status
  assert.deepEqual([await file(gift.paymentId), await file(other.paymentId)], [200, 303])
})

test('however many look at once, everybody gets their own page', async () => {
  const looks = Array.from({ length: AT_ONCE }, (_, index) => (index % 2 === 0 ? gift : other))

  const answers = await Promise.all(looks.map(one => look(`/pay/${one.paymentId}`, one.cookie, { title: 'a page' })))

  const nonces = new Set<string>()
  for (const [index, { text, headers }] of answers.entries()) {
    const own = looks[index] === gift ? gift : other
    const foreign = own === gift ? other : gift
    assert.ok(text.includes(own.receiptNumber))
    assert.ok(!text.includes(foreign.receiptNumber))
    const nonce = /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? ''
    assert.ok(text.includes(`nonce="${nonce}"`))
    nonces.add(nonce)
  }
  assert.equal(nonces.size, AT_ONCE)
})
