// T17: text of a hundred thousand characters, made so that a pattern which looks twice looks for ever. Whoever takes text
// from outside does work in proportion to its length: eight times the text is about eight times the work, never sixty-four.

import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import {
  createDaraja,
  explainResultCode,
  isPhoneNumber,
  parseCallback,
  parseEastAfricaTime,
  parsePhoneNumber,
  parseShillings,
  parseWireAmount,
  parseWirePhoneNumber,
} from '@harambee/daraja'
import { createAllowList, createPeerAddress, isPaymentId } from '@harambee/payments'
import { openEngineHere, openWorld } from '../crash/open-world.ts'
import { lastFirst } from '../journeys/clean-ups.ts'

const SHORT = 12_500
const TIMES = 8
/** Twice as long, four times the work: that would be 64 here. Caches and garbage account for less. */
const MOST_TIMES = 32
/** Below this, garbage and caches weigh more than the work. */
const GRAIN_MS = 3
/** The quickest of these counts: whatever else the machine does only makes one slower. */
const RUNS = 7
/** Nothing else a machine does lasts as long: once is enough. */
const LONG_ENOUGH_MS = 1_000

/** What looks like the beginning of something again and again. */
const PIECES: Record<string, string> = {
  digits: '7',
  zeros: '0',
  'country codes': '254',
  blanks: ' ',
  tabs: '\t',
  'blanks of no width': '\u200b',
  'marks that combine': 'e\u0301\u0327',
  'full-width digits': '\uff17',
  'Arabic digits': '\u0667',
  pluses: '+',
  thousands: '1,000',
  'spaced thousands': '1 000 ',
  'currency words': 'KSh ',
  cents: '.00',
  'endings of amounts': '/-',
  dates: '2026-11-24 ',
  'halves of characters': '\ud800',
  letters: 'UKO1AB2C3D',
  dots: '196.201.214.200,',
  colons: '::ffff:',
  brackets: '{"a":[',
  slashes: '/',
}

const toText = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

/** What is done with a text once all is prepared: it is read, and nothing else. */
const READERS: Record<string, (text: string) => () => unknown> = {
  parsePhoneNumber: text => () => parsePhoneNumber(text),
  parseWirePhoneNumber: text => () => parseWirePhoneNumber(text),
  isPhoneNumber: text => () => isPhoneNumber(text),
  parseShillings: text => () => parseShillings(text),
  parseWireAmount: text => () => parseWireAmount(text),
  parseEastAfricaTime: text => () => parseEastAfricaTime(text),
  explainResultCode: text => () => explainResultCode(text),
  isPaymentId: text => () => isPaymentId(text),
  'parseCallback, as it is': text => () => parseCallback(text),
  'parseCallback, in every field of a push’s callback': text => parseLater(toStk(text)),
  'parseCallback, in every field of a confirmation': text => parseLater(toConfirmation(text)),
  'parseCallback, as a result’s parameters': text => parseLater(toResult(text)),
  'an allow-list': text => () => isAllowed(text),
  'a peer’s address behind proxies': text => {
    const request = toRequest(text)
    return () => peerAddress(request)
  },
}
const isAllowed = createAllowList(['196.201.214.0/24', '2001:db8::/32'])
const peerAddress = createPeerAddress(['127.0.0.1/32', '10.0.0.0/8', '196.201.214.200'])

for (const [name, read] of Object.entries(READERS)) {
  test(`${name}: work in proportion to the text`, () => {
    for (const [what, piece] of Object.entries(PIECES)) {
      for (const end of ['', 'x', '!']) {
        assertInProportion(`${what}${end && `, then ${end}`}`, length => {
          const text = toText(piece, length) + end
          return read(text)
        })
      }
    }
  })
}

test('parseCallback: many items, many keys, and lists in lists', () => {
  const shapes: Record<string, (length: number) => string> = {
    items: length => toItems(Array.from({ length: length / 20 }, (_, index) => ({ Name: `n${index}`, Value: 1 }))),
    'equal items': length => toItems(Array.from({ length: length / 20 }, () => ({ Name: 'Amount', Value: 1 }))),
    keys: length =>
      JSON.stringify(Object.fromEntries(Array.from({ length: length / 10 }, (_, index) => [`k${index}`, 1]))),
    'equal keys': length => `{${'"Body":1,'.repeat(length / 10)}"Body":{}}`,
    'lists in lists': length => '['.repeat(length) + ']'.repeat(length),
    'objects in objects': length => '{"Body":'.repeat(length / 8) + 1 + '}'.repeat(length / 8),
    'a long number': length => `{"Body":{"stkCallback":{"ResultCode":${'9'.repeat(length)}}}}`,
  }
  for (const [what, make] of Object.entries(shapes)) {
    assertInProportion(what, length => {
      const text = make(length)
      return () => parseCallback(text)
    })
  }
})

test('M-PESA’s list: work in proportion to what it holds', async () => {
  for (const [what, piece] of Object.entries(PIECES)) {
    await assertInProportionAsync(what, length => {
      const text = toText(piece, length / 8)
      const row = {
        transactionId: text,
        trxDate: text,
        msisdn: text,
        transactiontype: text,
        billreference: text,
        amount: text,
      }
      const page = JSON.stringify({ ResponseCode: '1000', Response: [[row]] })
      return () => readPage(page)
    })
  }
  await assertInProportionAsync('rows', length => {
    const row = { transactionId: 'UKO1AB2C3D', trxDate: '2026-11-24 12:00:00', amount: '500.00' }
    const page = JSON.stringify({ ResponseCode: '1000', Response: [Array.from({ length: length / 50 }, () => row)] })
    return () => readPage(page)
  })
})

test('callback paths: work in proportion to the path', async test => {
  const context = lastFirst(test)
  const world = await openWorld(context, 'SQLite', { seed: '0x1' })
  const engine = await openEngineHere(world.environment, world.folder)
  context.after(() => engine.close())
  const body = Buffer.from('{}')

  for (const [what, piece] of Object.entries(PIECES)) {
    for (const before of ['/api/mpesa/', `/api/mpesa/${world.key}/`, `/cb/${world.key}/c2b/`, '/']) {
      await assertInProportionAsync(`${before.replace(world.key, 'key')} ${what}`, length => {
        const path = before + toText(piece, length)
        return () => engine.takeCallback({ path, peerAddress: '127.0.0.1', body })
      })
    }
  }
})

function assertInProportion(what: string, prepare: (length: number) => () => unknown): void {
  const [short, long] = [prepare(SHORT), prepare(SHORT * TIMES)]
  let [shortMs, longMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let run = 0; run < RUNS && (run === 0 || longMs < LONG_ENOUGH_MS); run++) {
    shortMs = Math.min(shortMs, measure(short))
    longMs = Math.min(longMs, measure(long))
  }
  judge(what, shortMs, longMs)
}

async function assertInProportionAsync(
  what: string,
  prepare: (length: number) => () => Promise<unknown>,
): Promise<void> {
  const [short, long] = [prepare(SHORT), prepare(SHORT * TIMES)]
  let [shortMs, longMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let run = 0; run < RUNS && (run === 0 || longMs < LONG_ENOUGH_MS); run++) {
    shortMs = Math.min(shortMs, await measureAsync(short))
    longMs = Math.min(longMs, await measureAsync(long))
  }
  judge(what, shortMs, longMs)
}

function judge(what: string, shortMs: number, longMs: number): void {
  const times = longMs / Math.max(shortMs, GRAIN_MS)
  assert.ok(times < MOST_TIMES, `${what}: ${TIMES} times the text, ${times.toFixed(1)} times the work (${longMs} ms)`)
}

function measure(run: () => unknown): number {
  const startMs = performance.now()
  run()
  return performance.now() - startMs
}

async function measureAsync(run: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await run()
  return performance.now() - startMs
}

function parseLater(body: string): () => unknown {
  return () => parseCallback(body)
}

function toResult(text: string): string {
  const ResultParameters = { ResultParameter: { Key: text, Value: text } }
  return JSON.stringify({ Result: { ResultCode: text, ResultDesc: text, TransactionID: text, ResultParameters } })
}

function toStk(text: string): string {
  const Item = ['Amount', 'MpesaReceiptNumber', 'TransactionDate', 'PhoneNumber', text].map(Name => ({
    Name,
    Value: text,
  }))
  const ids = { MerchantRequestID: text, CheckoutRequestID: text, ResultCode: 0, ResultDesc: text }
  return JSON.stringify({ Body: { stkCallback: { ...ids, CallbackMetadata: { Item } } } })
}

function toItems(Item: readonly object[]): string {
  return JSON.stringify({ Body: { stkCallback: { ResultCode: 0, CallbackMetadata: { Item } } } })
}

function toConfirmation(text: string): string {
  const names = ['TransTime', 'TransAmount', 'BusinessShortCode', 'BillRefNumber', 'MSISDN', 'FirstName']
  return JSON.stringify({ TransID: 'UKO1AB2C3D', ...Object.fromEntries(names.map(name => [name, text])) })
}

function toRequest(text: string): IncomingMessage {
  const socket = { remoteAddress: '127.0.0.1' }
  return { socket, connection: socket, headers: { 'x-forwarded-for': text } } as unknown as IncomingMessage
}

/** One page of M-PESA's list, read as the client reads it. */
function readPage(page: string): Promise<unknown> {
  const daraja = createDaraja({
    baseUrl: 'https://daraja.example',
    consumerKey: 'key',
    consumerSecret: 'secret',
    passkey: 'passkey',
    shortCode: '600123',
    tillNumber: null,
    nowMs: () => 0,
    transport: async ({ url }) => ({
      status: 200,
      text: url.includes('/oauth/') ? '{"access_token":"token","expires_in":"3599"}' : page,
    }),
  })
  return daraja.pullReceipts({ fromMs: 0, toMs: 1, offset: 0 })
}
