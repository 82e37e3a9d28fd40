// Threat T20: what comes from outside ends in a spreadsheet. Identifiers that are formulas, as Safaricom's answers could hold
// them, are shown as text, and the sum of the amounts is that of the books.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { count, readBooks } from '../crash/books.ts'
import { runCli } from '../journeys/start-harambee.ts'
import { databasesOf } from './attacked-databases.ts'
import { openAttack, successOf } from './attacked-world.ts'
import { sendRaw } from './pipelined.ts'

/** An identifier has no blanks and no controls; these are what is left. */
const FORMULAS = [
  '=1+1',
  '=HYPERLINK("http://127.0.0.1/","a")',
  "=cmd|'/c:calc'!A0",
  '+254700000001',
  '-2+3',
  '@SUM(A1:A9)',
  '"=1',
  "'=1",
  ';=1+1',
  ',=1+1',
  '","=1+1',
  '\\"=1',
  '%0A=1',
  '|calc',
  '=1;"=2"',
]

for (const kind of databasesOf(import.meta.url)) {
  test(`no cell of an export is a formula, and its amounts add up [${kind}]`, async context => {
    const attack = await openAttack(context, kind)
    const { safaricom } = attack.world
    const left = [...FORMULAS]
    safaricom.onAnswer = (request, answer) => {
      if (answer === 'cut' || !request.path.includes('/stkpush/v1/')) return answer
      const id = left.pop()
      if (id === undefined) return answer
      const changed = { ...(JSON.parse(answer.body) as object), CheckoutRequestID: id, MerchantRequestID: `${id}#` }
      return { ...answer, body: JSON.stringify(changed) }
    }
    const targets = await attack.ask(FORMULAS.length, 250)
    assert.deepEqual(targets.map(({ checkoutRequestId }) => checkoutRequestId).sort(), FORMULAS.toSorted())
    for (const target of targets.slice(0, 5))
      await sendRaw(attack.engine.port, { target: target.door, body: successOf(target) })
    await attack.untilDrained()

    const listed = await runCli(['payments', 'list', '--csv'], attack.world.environment)
    const totals = await runCli(['totals', '--csv'], attack.world.environment)

    assert.deepEqual([listed.exitCode, totals.exitCode], [0, 0], listed.stderr + totals.stderr)
    const [headings = [], ...rows] = readCsv(listed.stdout)
    assert.equal(rows.length, FORMULAS.length)
    for (const row of rows) {
      assert.equal(row.length, headings.length)
      for (const cell of row) assert.doesNotMatch(cell, /^[\s"]*[=+\-@\t\r\0＝＋－＠]/)
    }
    const shown = rows.map(row => row[headings.indexOf('merchantRequestId')]?.replace(/^'/, '').replace(/#$/, ''))
    assert.deepEqual(shown.sort(), FORMULAS.toSorted())
    const paid = rows.filter(row => row[headings.indexOf('status')] === 'succeeded')
    const sum = paid.reduce((total, row) => total + Number(row[headings.indexOf('amountKes')]), 0)
    const [, day] = readCsv(totals.stdout)
    const inBooks = await readBooks(attack.world.databaseUrl, books =>
      count(books, "SELECT sum(amount_kes) FROM payments WHERE status = 'succeeded'"),
    )
    assert.deepEqual([sum, Number(day?.[2]), paid.length], [inBooks, inBooks, 5])
    const both = await runCli(['payments', 'list', '--csv', '--json'], attack.world.environment)
    assert.equal(both.exitCode, 2)
  })
}

/** RFC 4180, written for this test alone. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? ''
    if (isQuoted) {
      if (character !== '"') cell += character
      else if (text[index + 1] === '"') cell += text[++index]
      else isQuoted = false
    } else if (character === '"') {
      assert.equal(cell, '', 'a quote stands inside of a cell that is not quoted')
      isQuoted = true
    } else if (character === ',') {
      row.push(cell)
      cell = ''
    } else if (character === '\r') {
      assert.equal(text[++index], '\n')
      rows.push([...row, cell])
      row = []
      cell = ''
    } else cell += character
  }
  assert.deepEqual([row, cell, isQuoted], [[], '', false], 'the file ends with a row')
  return rows
}
