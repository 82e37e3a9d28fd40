// What is printed: escapes, tables, stories, addresses.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfiguration } from '@harambee/payments'
import fc from 'fast-check'
import pc from 'picocolors'
import { escapeControls, escapeControlsInLines, toJsonText } from '../src/escape.ts'
import { NO_SECRETS } from '../src/serving.ts'
import { toAddresses, toAddressLines } from '../src/start/addresses.ts'
import { toStoryLine } from '../src/start/story.ts'
import { toTable } from '../src/table.ts'

const plain = pc.createColors(false)
const coloured = pc.createColors(true)
const DANGEROUS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

test('no control character, line break or direction mark is printed as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      assert.doesNotMatch(escapeControls(text), DANGEROUS)
      assert.doesNotMatch(escapeControls(text), /\n/)
      assert.doesNotMatch(escapeControlsInLines(text).replaceAll('\t', ''), DANGEROUS)
    }),
  )
})

test('JSON that a terminal can show is the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (value, isIndented) => {
      const text = toJsonText(value, isIndented)
      assert.doesNotMatch(text, DANGEROUS)
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('columns line up, colours or not', () => {
  const rows = [
    ['a', '1'],
    ['bcd', '22'],
  ]

  assert.deepEqual(toTable(['name', 'n'], rows, plain, { right: [1] }), ['name   n', 'a      1', 'bcd   22'])
  const inColour = rows.map(([name = '', ...others]) => [coloured.red(name), ...others])
  assert.equal(toTable(['name', 'n'], inColour, coloured, { right: [1] })[2], `${coloured.red('bcd')}   22`)
})

test('a step of a gift is a clock time in Nairobi and a sentence', () => {
  const line = JSON.stringify({
    level: 30,
    time: '2026-11-24T10:02:11.000Z',
    part: 'engine',
    msg: 'story',
    story: 'KSh 500 came.',
  })

  assert.match(toStoryLine('engine', line, plain, false) ?? '', /^13:02:11 {2}KSh 500 came\.$/)
})

test('a warning is a sentence with its facts; what is of no interest is left out', () => {
  const time = '2026-11-24T10:02:11.000Z'
  const warning = JSON.stringify({
    level: 40,
    time,
    part: 'engine',
    msg: 'the disk is full',
    error: 'ENOSPC',
    stack: 'long',
  })
  const remark = JSON.stringify({ level: 30, time, part: 'engine', msg: 'listening' })

  assert.match(toStoryLine('engine', warning, plain, false) ?? '', /! engine: the disk is full \(error: ENOSPC\)$/)
  assert.equal(toStoryLine('engine', remark, plain, false), null)
  assert.match(toStoryLine('engine', remark, plain, true) ?? '', /listening/)
})

test('what is no line of the log is shown with who said it, harmless', () => {
  assert.equal(toStoryLine('site', 'TypeError: \u001b[31mred', plain, false), 'site: TypeError: \\u001b[31mred')
  assert.equal(toStoryLine('site', '{"half": ', plain, false), 'site: {"half": ')
  assert.equal(toStoryLine('site', '  ', plain, false), null)
})

test('the demo begins with its welcome page and ends with what to try', () => {
  const addresses = toAddresses(configure({}), '/project', 'madarasa')

  const lines = toAddressLines(addresses, { paint: plain })

  assert.match(lines.join('\n'), /no real money moves/)
  assert.match(lines[3] ?? '', /Start here +http:\/\/localhost:3000\/welcome/)
  assert.match(lines.join('\n'), /Donation page +http:\/\/localhost:3000\/give\/madarasa/)
  assert.match(lines.join('\n'), /Virtual phone +http:\/\/localhost:4010/)
  assert.match(lines.join('\n'), /Callback URL +http:\/\/127\.0\.0\.1:3001\/api\/mpesa\/0{48}/)
  assert.match(lines.join('\n'), /Database +\.\/data\/harambee\.db \(SQLite\)/)
  assert.match(lines.at(-2) ?? '', /PIN 1234/)
})

test('a public origin and a database elsewhere are named as they are', () => {
  const configuration = configure({ PUBLIC_URL: 'https://give.example.org', DATABASE_URL: 'file:///var/lib/h/h.db' })

  const addresses = toAddresses(configuration, '/project', 'madarasa')

  assert.equal(addresses.donationPage, 'https://give.example.org/give/madarasa')
  assert.equal(addresses.database, '/var/lib/h/h.db (SQLite)')
})

test('a database password is not printed', () => {
  const configuration = configure({
    DATABASE_URL: 'postgres://harambee:hunter2@db.example.org/harambee?password=hunter2',
  })

  const { database } = toAddresses(configuration, '/project', null)

  assert.equal(database, 'postgres://db.example.org/harambee (PostgreSQL)')
})

function configure(environment: Record<string, string>) {
  const read = readConfiguration(environment, NO_SECRETS)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.configuration
}
