// Threat T11: on both databases, no column, no log line and no backup holds a number, or more of it than the mask; once forgotten
// not even a sealed one is left, and the books are whole.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { PhoneNumber } from '@harambee/daraja'
import { sql } from 'kysely'
import { backUp } from '../src/backup/back-up.ts'
import type { Engine } from '../src/engine.ts'
import { createLog } from '../src/log.ts'
import { findLeaks, phoneCanary, secretCanary } from '../src/testing/canaries.ts'
import { test } from './both-databases.ts'
import { c2bBody, failureBody, successBody } from './callback-bodies.ts'
import { openListener } from './open-listener.ts'
import { request } from './open-test-engine.ts'
import { accepted, errorBody } from './scripted-daraja.ts'

const PHONES = ['254700008391', '254700008417', '254700008423', '254700008539', '254700008641'] as PhoneNumber[]
const [PAID, FAILED, REFUSED, OPEN, STRANGER] = PHONES as [
  PhoneNumber,
  PhoneNumber,
  PhoneNumber,
  PhoneNumber,
  PhoneNumber,
]
const NAME = 'ZUBERIKANARI'
const canaries = [...PHONES.map(phoneCanary), secretCanary('a name', NAME)]
const KEY = 'c0ffee'.repeat(8)
/** Whoever has not said anything by then is asked no more: a person looks. */
const A_DAY_MS = 25 * 60 * 60_000

test('no row, log line or backup holds a number, and in the end not even a sealed one', async context => {
  let log = ''
  const listener = await openListener(
    context,
    {},
    createLog('test', 'debug', {
      write(line: string) {
        log += line
      },
    }),
  )
  const { engine, daraja, callBack, callBackByKey, send, time } = listener
  const folder = mkdtempSync(join(tmpdir(), 'harambee-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  daraja.push = body =>
    body.PhoneNumber === REFUSED
      ? errorBody(400, '400.002.02', `Bad Request - Invalid PhoneNumber ${REFUSED}`)
      : accepted(`ws_CO_24112026120000${body.PhoneNumber?.slice(3)}`, `m-${body.PhoneNumber?.slice(-3)}`)
  daraja.query = body => errorBody(500, '500.001.1001', `The transaction ${body.CheckoutRequestID} does not Exist`)
  const confirm = (facts: Record<string, string>) =>
    send(`/api/mpesa/${KEY}/c2b/confirmation`, c2bBody({ FirstName: NAME, ...facts }))

  const paid = await request(engine, { phoneNumber: PAID })
  const failed = await request(engine, { phoneNumber: FAILED })
  await request(engine, { phoneNumber: REFUSED })
  const open = await request(engine, { phoneNumber: OPEN })
  await callBack(paid, successBody(paid))
  await callBack(failed, failureBody(failed, 1032))
  await callBackByKey(failureBody(open, 1032, { checkoutRequestId: `ws_CO_24112026120001${STRANGER.slice(3)}` }))
  await callBackByKey(`{"Body":"${STRANGER}"`)
  await confirm({ MSISDN: PAID })
  await confirm({ MSISDN: STRANGER, TransID: 'UKO1STRANG', BillRefNumber: STRANGER })
  await confirm({ MSISDN: STRANGER, TransID: 'UKO1STRAN2', TransAmount: STRANGER })
  await confirm({
    MSISDN: `${STRANGER.slice(0, 7)}****${STRANGER.slice(-4)}`,
    TransID: 'UKO1MASKED',
    BillRefNumber: 'X',
  })
  await time.advance(60_000)

  const search = async (when: string) => {
    const file = join(folder, `${when}.backup`)
    await backUp(engine, file, { mayReplace: false })
    const places = {
      rows: await dumpRows(engine.database.kysely),
      log,
      backup: gunzipSync(readFileSync(file)).toString(),
    }
    for (const text of Object.values(places)) assert.ok(text.length > 1_000)
    return Object.entries(places).flatMap(([place, text]) => findLeaks(canaries, `${when}: ${place}`, text))
  }
  assert.deepEqual(await search('before'), [])
  const before = await engine.verifyBooks()

  await time.advance(A_DAY_MS)
  await engine.personalData.forgetOld({ beforeMs: time.nowMs(), isDryRun: false })

  assert.deepEqual(await search('after'), [])
  const after = await engine.verifyBooks(before.head)
  assert.deepEqual([after.ok, after.receipts, after.firstBadRow], [true, before.receipts, null])
  const left = await engine.database.kysely
    .selectFrom('payments')
    .selectAll()
    .where('phone_sealed', 'is not', null)
    .execute()
  // Nobody ever said what became of it: a person has to look.
  assert.deepEqual(
    left.map(({ id, status }) => [id, status]),
    [[open.id, 'review']],
  )
  const bodies = (await engine.listInbox({ limit: 50 })).map(({ rawBody }) => rawBody?.toString() ?? '')
  assert.deepEqual(findLeaks(canaries, 'opened bodies', bodies.join('\n')), [])
  assert.ok(bodies.length >= 8)
})

const TABLES = [
  ...['campaigns', 'campaign_totals', 'donations', 'payments', 'inbox', 'receipts', 'payment_history', 'history_head'],
  ...['access_tokens', 'secret_mark', 'backups', 'prompts', 'stopped_phones', 'security_keys', 'unlisted_addresses'],
]

/** Every column of every table, bytes as they are. */
async function dumpRows(kysely: Engine['database']['kysely']): Promise<string> {
  const texts: string[] = []
  for (const table of TABLES) {
    const { rows } = await sql<Record<string, unknown>>`SELECT * FROM ${sql.table(table)}`.execute(kysely)
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        texts.push(
          `${table}.${column}: ${value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)}`,
        )
      }
    }
  }
  return texts.join('\n')
}
