// Threat T8: somebody types other people's M-PESA codes on the page of a gift of their own. A code that is another's is
// answered with the bytes a code nobody has is answered with, and after five there is no answer at all.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { type Harambee, startHarambee, until } from '../journeys/start-harambee.ts'
import { findSecrets, type Gift, give } from './givers.ts'
import { type Visit, visit } from './site.ts'

const MOST_TRIES = 5

let harambee: Harambee
let victim: Gift
const cleanUps = gatherCleanUps()
before(async () => {
  harambee = await startHarambee(cleanUps)
  victim = await give(harambee, '254700000085', 500)
})
after(() => cleanUps.run())

/** A gift of the attacker's own, as large as the victim's. @returns its path */
async function giveToo(attacker: Visit, phone: string): Promise<string> {
  const paymentId = await attacker.newPaymentId('/give/madarasa')
  const sent = await attacker.send('/give/madarasa', [
    ['phone', phone],
    ['amount', '500'],
    ['paymentId', paymentId],
  ])
  assert.equal(sent.location, `/pay/${paymentId}`)
  await until('the prompt', () => harambee.safaricom.promptOf(`254${phone.slice(1)}`))
  return `/pay/${paymentId}`
}

/** A page without what differs from one rendering to the next. */
function toPlain(html: string, path: string, code: string): string {
  return html
    .replaceAll(code, '[code]')
    .replaceAll(path.slice(5), '[payment]')
    .replaceAll(/[0-9a-f]{32}/g, '[id]')
    .replaceAll(/nonce[="\\:]+[A-Za-z0-9+/=_-]+/g, '[nonce]')
}

test('another’s code and nobody’s are answered with the same bytes, and nothing of the other is told', async () => {
  const codes = [victim.receiptNumber, `UKO${victim.receiptNumber.slice(3).split('').reverse().join('')}`]
  const answers = []
  for (const [index, code] of codes.entries()) {
    const attacker = await visit(harambee.site)
    const path = await giveToo(attacker, `070000018${index}`)
    const sent = await attacker.send(path, [['mpesaMessage', code]])
    const page = await attacker.read(path)
    assert.deepEqual(findSecrets({ ...victim, secrets: victim.secrets.filter(one => one !== code) }, page.html), [])
    const told = /<div id="told"[^>]*>.*?<\/div>/s.exec(page.html)?.[0] ?? ''
    assert.match(told, /A person will check/)
    const location = sent.location?.replace(path, '[path]')
    answers.push([sent.status, location, page.status, toPlain(told, path, code)])
  }
  assert.deepEqual(answers[0], answers[1])
  assert.deepEqual(answers[0]?.slice(0, 2), [303, '[path]#told'])

  const own = await fetch(`${harambee.site}/pay/${victim.paymentId}/status`, { headers: { cookie: victim.cookie } })
  assert.equal(((await own.json()) as { receiptNumber: string }).receiptNumber, victim.receiptNumber)
})

test('after five codes in an hour none is looked up, from whatever page; strangers’ pages take none', async () => {
  const attacker = await visit(harambee.site)
  const path = await giveToo(attacker, '0700000186')
  // Two were told above from the same address.
  for (let tries = 2; tries < MOST_TRIES; tries += 1) {
    assert.equal((await attacker.send(path, [['mpesaMessage', `UKO0GUESS${tries}`]])).status, 303)
  }
  const spent = await attacker.send(path, [['mpesaMessage', victim.receiptNumber.replace(/.$/, '0')]])
  const foreign = await attacker.send(`/pay/${victim.paymentId}`, [['mpesaMessage', victim.receiptNumber]])

  assert.equal(spent.status, 429)
  assert.match(spent.html, /Several codes were tried/)
  assert.equal(foreign.status, 404)
  assert.deepEqual(findSecrets({ ...victim, secrets: [victim.receiptNumber] }, foreign.html), [])
})
