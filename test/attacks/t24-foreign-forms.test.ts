// T24: forms other sites send with a giver's cookie. Nothing is asked for, whatever they write into their headers.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { type Harambee, startHarambee, until } from '../journeys/start-harambee.ts'
import { openForm } from '../postgres/donor.ts'

let harambee: Harambee
const cleanUps = gatherCleanUps()
before(async () => {
  harambee = await startHarambee(cleanUps)
})
after(() => cleanUps.run())

const URL_ENCODED = 'application/x-www-form-urlencoded'

/** Headers a page elsewhere can make a browser send, and some only a script can. `own` stands for our own origin. */
const FOREIGN: { title: string; headers: (own: string) => Record<string, string> }[] = [
  { title: 'another site', headers: () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }) },
  { title: 'another site, an older browser', headers: () => ({ origin: 'https://evil.example' }) },
  { title: 'a sandboxed frame', headers: () => ({ origin: 'null', 'sec-fetch-site': 'cross-site' }) },
  { title: 'a sandboxed frame, an older browser', headers: () => ({ origin: 'null' }) },
  { title: 'a sister site', headers: () => ({ origin: 'http://blog.localhost', 'sec-fetch-site': 'same-site' }) },
  { title: 'no origin, cross-site', headers: () => ({ 'sec-fetch-site': 'cross-site' }) },
  { title: 'our origin, cross-site', headers: own => ({ origin: own, 'sec-fetch-site': 'cross-site' }) },
  { title: 'an origin that begins like ours', headers: own => ({ origin: `${own}.evil.example` }) },
  { title: 'our origin as a user name', headers: own => ({ origin: `http://${new URL(own).host}@evil.example` }) },
  {
    title: 'a host of their own',
    headers: () => ({ origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' }),
  },
  { title: 'https in front of ours', headers: own => ({ origin: own.replace('http:', 'https:') }) },
]

for (const { title, headers } of FOREIGN) {
  test(`${title}: nothing is asked for`, async () => {
    const form = await openForm(harambee.site)
    const before = (await harambee.safaricom.ledger()).prompts.length
    for (const path of [
      '/give/madarasa',
      '/stop-prompts/send',
      `/pay/${form.paymentId}`,
      `/pay/${form.paymentId}/check`,
    ]) {
      const answer = await fetch(`${harambee.site}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { ...headers(harambee.site), cookie: form.cookie, 'content-type': URL_ENCODED },
        body: new URLSearchParams({ phone: '0700000631', amount: '100', paymentId: form.paymentId }).toString(),
      })

      assert.equal(answer.status, 403, path)
      assert.match(await answer.text(), /did not come from our own page/)
    }
    assert.equal((await harambee.safaricom.ledger()).prompts.length, before)
    assert.equal(
      (await harambee.cli('prompts', 'show', '--phone', '0700000631', '--json')).json<{ isStopped: boolean }>()
        .isStopped,
      false,
    )
  })
}

test('other methods, shapes and encodings ask for nothing either', async () => {
  const { site, safaricom } = harambee
  const before = (await safaricom.ledger()).prompts.length
  const fields = { phone: '0700000632', amount: '100' }
  const query = new URLSearchParams(fields).toString()
  const requests: [string, RequestInit, number[]][] = [
    [`/give/madarasa?${query}`, { method: 'GET' }, [200]],
    ['/give/madarasa', { method: 'PUT', body: query, headers: { 'content-type': URL_ENCODED } }, [405]],
    ['/give/madarasa', { method: 'DELETE' }, [405]],
    [
      '/give/madarasa',
      { method: 'POST', body: JSON.stringify(fields), headers: { 'content-type': 'text/plain' } },
      [400],
    ],
    [
      '/give/madarasa',
      { method: 'POST', body: JSON.stringify(fields), headers: { 'content-type': 'application/json' } },
      [400],
    ],
    ['/give/madarasa', { method: 'POST', body: query, headers: { 'content-type': 'multipart/form-data' } }, [400]],
    ['/', { method: 'POST', body: query, headers: { 'content-type': URL_ENCODED } }, [405]],
    // Next.js takes an action at any of its pages, by a header: ours take none.
    [
      '/welcome',
      { method: 'POST', body: '[]', headers: { 'next-action': '40'.padEnd(42, 'a'), 'content-type': 'text/plain' } },
      [405],
    ],
    [
      '/give/madarasa',
      { method: 'POST', body: '[]', headers: { 'next-action': '40'.padEnd(42, 'a'), 'content-type': 'text/plain' } },
      [400],
    ],
  ]
  for (const [path, request, statuses] of requests) {
    const answer = await fetch(`${site}${path}`, {
      redirect: 'manual',
      ...request,
      headers: { origin: site, ...request.headers },
    })
    await answer.text()
    assert.ok(statuses.includes(answer.status), `${request.method} ${path}: ${answer.status}`)
  }
  assert.equal((await safaricom.ledger()).prompts.length, before)
})

test('our own form, sent by our own page or by a script with no browser behind it, still gives', async () => {
  const { site, safaricom } = harambee
  const send = async (phone: string, headers: Record<string, string>) => {
    const form = await openForm(site)
    const answer = await fetch(`${site}/give/madarasa`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...headers, cookie: form.cookie, 'content-type': URL_ENCODED },
      body: new URLSearchParams({ phone, amount: '100', paymentId: form.paymentId }).toString(),
    })
    return answer.status
  }

  assert.equal(await send('0700000633', { origin: site, 'sec-fetch-site': 'same-origin' }), 303)
  assert.equal(await send('0700000634', {}), 303)
  await until('both prompts', async () => (await safaricom.ledger()).prompts.length === 2)
})

test('a form left open while the site was built anew still gives', async () => {
  const { site, safaricom } = harambee
  const form = await openForm(site)
  // What an earlier build called the action, and what React put beside it.
  const fields = new FormData()
  fields.set(`$ACTION_ID_${'40'.padEnd(42, '7')}`, '')
  fields.set('$ACTION_REF_1', '')
  fields.set('$ACTION_1:0', '{"id":"gone","bound":null}')
  for (const [name, value] of Object.entries({ phone: '0700000635', amount: '100', paymentId: form.paymentId }))
    fields.set(name, value)
  const answer = await fetch(`${site}/give/madarasa`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: site, cookie: form.cookie },
    body: fields,
  })

  assert.deepEqual([answer.status, answer.headers.get('location')], [303, `/pay/${form.paymentId}`])
  assert.equal((await safaricom.promptOf('254700000635')).amountKes, 100)
})
