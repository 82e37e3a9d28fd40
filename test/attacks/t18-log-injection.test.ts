// Threat T18: hostile text in everything that comes from outside (descriptions, names, headers, paths, Daraja's own error
// messages, form fields) ends in logs and on an operator's terminal. Each event is one line of JSON, nothing is forged, and no
// terminal is told what to do.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { poll } from '../journeys/poll.ts'
import { runCli } from '../journeys/start-harambee.ts'
import { databasesOf } from './attacked-databases.ts'
import { type Attack, openAttack, successOf, type Target } from './attacked-world.ts'
import { FORGED_EVENT, HOSTILE, RAW_CONTROLS } from './hostile-text.ts'
import { sendRaw } from './pipelined.ts'
import { listPushes, startSite, visit } from './site.ts'

const MOST_BYTES = 16 * 1024

for (const kind of databasesOf(import.meta.url)) {
  test(`every event of the engine is one honest line, and the command line shows no escape [${kind}]`, async context => {
    const attack = await openAttack(context, kind, { LOG_LEVEL: 'debug' })
    let refused = 0
    attack.world.safaricom.onAnswer = (request, answer) => {
      if (answer === 'cut' || !request.path.includes('/stkpushquery/')) return answer
      const errorMessage = HOSTILE[refused++ % HOSTILE.length]
      return { ...answer, status: 400, body: JSON.stringify({ requestId: 'x', errorCode: '400.002.02', errorMessage }) }
    }
    const targets = await attack.ask(HOSTILE.length)
    let stored = 0
    for (const [index, target] of targets.entries()) stored += await attackOne(attack, target, HOSTILE[index] ?? '')
    // What Daraja itself answers is logged: each of these has it asked at once.
    for (const target of await attack.ask(HOSTILE.length)) {
      await sendRaw(attack.engine.port, { target: `/api/mpesa/${target.key}`, body: successOf(target) })
      stored += 1
    }
    await attack.untilDrained()
    const isTold = () => attack.engine.output().split('a query was refused').length > HOSTILE.length
    await poll('every hostile answer to be logged', isTold)

    const output = attack.engine.output()
    const arrivals = checkLines(output.split('\n')).filter(({ story }) => story?.startsWith('A callback arrived'))
    assert.equal(arrivals.length, stored)

    const file = join(attack.world.folder, 'payload.json')
    writeFileSync(file, HOSTILE.map(text => JSON.stringify(toConfirmation(text))).join('\n'))
    const commands = [
      ['payments', 'list'],
      ['inbox', 'list', '--limit', '1000'],
      ['payments', 'show', targets[0]?.id ?? ''],
      ['payments', 'show', HOSTILE[6] ?? ''],
      ['payments', 'list', '--status', HOSTILE[7] ?? ''],
      ['inbox', 'show', '1'],
      ['callbacks', 'parse', file],
      ['callbacks', 'parse', `${file}\u001b[31m`],
      ['reconcile'],
      ['pay', '--phone', HOSTILE[8] ?? '', '--amount', '5', '--campaign', 'x'],
      ['pay', '--phone', '0700000001', '--amount', '500', '--campaign', HOSTILE[6] ?? ''],
    ]
    for (const [index, command] of commands.entries()) {
      for (const words of index < 2 ? [command, [...command, '--json']] : [command]) {
        const { stdout, stderr, exitCode } = await runCli(words, attack.world.environment)
        assert.ok(exitCode !== null && exitCode <= 2)
        assert.doesNotMatch(stdout + stderr, RAW_CONTROLS, JSON.stringify(words))
      }
    }
  })
}

test('the log of everything as it is started shows what visitors send as text [SQLite]', async context => {
  const harambee = await startSite(context, 'SQLite', { LOG_LEVEL: 'debug' })
  const giver = await visit(harambee.site)
  for (const text of HOSTILE) {
    const answer = await giver.send('/give/madarasa', [
      ['paymentId', text],
      ['phone', text],
      ['amount', text],
      ['otherAmount', text],
      ['retryOf', text],
      [text, text],
    ])
    assert.equal(answer.status, text.length > 1_000 ? 413 : 400)
    assert.ok(!text.includes('<') || !answer.html.includes(text), 'nothing typed becomes part of the page')
    for (const path of ['/pay/', '/give/', '/']) await giver.read(path + encodeURIComponent(text.toWellFormed()))
    await sendRaw(Number(new URL(harambee.site).port), { ...toRequest(text), method: 'GET', target: '/give/madarasa' })
    await sendRaw(Number(new URL(harambee.callbacks).port), toRequest(text))
  }

  assert.deepEqual(await listPushes(harambee), [])
  assert.equal(await harambee.stop(), 0)
  const output = harambee.output()
  assert.doesNotMatch(output, RAW_CONTROLS)
  assert.ok(!output.split('\n').some(line => line.startsWith('{"level":30,"msg":"a forged')))
})

/** Hostile wherever a sender may write. @returns how many callbacks were stored */
async function attackOne(attack: Attack, target: Target, text: string): Promise<number> {
  const { port } = attack.engine
  const item = { Name: text, Value: text }
  const body = successOf(target, { amount: 1 }).replace('{"Name":"Balance"}', JSON.stringify(item))
  const described = JSON.stringify(JSON.parse(body), (name, value) => (name === 'ResultDesc' ? text : value))
  const coded = JSON.stringify(JSON.parse(body), (name, value) => (name === 'ResultCode' ? text : value))
  const door = `/api/mpesa/${target.key}`
  const stored: [string, string][] = [
    [target.door, described],
    [target.door, coded],
    [door, described.replace(target.checkoutRequestId, JSON.stringify(text.slice(0, 100)).slice(1, -1))],
    [`${door}/c2b/confirmation`, JSON.stringify(toConfirmation(text))],
    [`${door}/c2b/validation`, JSON.stringify(toConfirmation(text))],
    [target.door, text],
  ]
  let accepted = 0
  for (const [path, sent] of stored) {
    const answer = await sendRaw(port, { ...toRequest(text), target: path, body: sent })
    // What is larger than a callback is refused.
    assert.match(answer, sent.length > MOST_BYTES ? /^HTTP\/1\.1 413 / : /^HTTP\/1\.1 200 /, JSON.stringify(text))
    accepted += Number(answer.startsWith('HTTP/1.1 200 '))
  }
  // With a wrong key, with what is no path at all.
  await sendRaw(port, { ...toRequest(text), target: `/api/mpesa/${encodeURIComponent(text.toWellFormed())}` })
  await sendRaw(port, { ...toRequest(text), target: `/${Buffer.from(text).toString('latin1').slice(0, 1_000)}` })
  return accepted
}

/** Headers as they may stand in a request: without line breaks, which would end them, or NUL, which no parser lets pass. */
function toRequest(text: string) {
  const value = Buffer.from(text.replace(/[\r\n\u0000-\u0008\u000b-\u001f\u007f]/g, ' '))
    .toString('latin1')
    .slice(0, 1_000)
  const headers = { 'user-agent': value, 'x-forwarded-for': value, 'x-request-id': value, cookie: `giver=${value}` }
  return { target: '/api/mpesa/x', body: text, headers }
}

function toConfirmation(text: string) {
  return {
    TransactionType: text,
    TransID: `F${String(text.length).padStart(4, '0')}${HOSTILE.indexOf(text)}`,
    TransTime: '20261124120020',
    TransAmount: '500.00',
    BusinessShortCode: text,
    BillRefNumber: text,
    MSISDN: text,
    FirstName: text,
    MiddleName: text,
    LastName: text,
  }
}

/** Every line is one JSON object of ours. @returns them */
function checkLines(lines: readonly string[]): { msg: string; story?: string }[] {
  const written = lines.filter(line => line !== '')
  assert.ok(written.length > 0)
  return written.map(line => {
    assert.doesNotMatch(line, RAW_CONTROLS)
    const entry = JSON.parse(line) as { msg: string; part: string; story?: string }
    assert.equal(entry.part, 'engine', line)
    assert.notEqual(entry.msg, FORGED_EVENT)
    return entry
  })
}
