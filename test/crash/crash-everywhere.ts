// Lets something a process does with a database end at each of its moments in turn, and has it done again by another.
//
// On SQLite a killed process leaves its files as they are: they are copied at each statement. PostgreSQL is left with a
// connection that ends: it is cut before each statement, or after it has run and before its answer arrives.

import assert from 'node:assert/strict'
import { copyFileSync, existsSync } from 'node:fs'
import { type Database, openDatabase } from '@harambee/payments'
import { type CleanUps, gatherCleanUps } from '../journeys/clean-ups.ts'
import { startProxy } from '../postgres/proxy.ts'
import { describeDatabase } from './describe-database.ts'
import { atEachStatement } from './each-statement.ts'
import { createPostgresDatabase } from './postgres-server.ts'

/** What is done with the database; once more where it has been done. It does not close it. */
export type Act = (database: Database) => Promise<unknown>

/** No start takes that many statements. */
const MOST_CRASHES = 5_000

/**
 * @param startUrl a database nobody has open; it stays as it is
 * @param options.isChain on PostgreSQL, one database goes through all crashes: whoever dies next is who began again. Only
 * for what happens in transactions. Otherwise each crash has a database of its own
 * @param options.step on PostgreSQL, only each step-th statement is left unsent
 * @returns how often it ended
 */
export async function crashEverywhere(
  context: CleanUps,
  startUrl: string,
  act: Act,
  { isChain = false, step = 1 }: { readonly isChain?: boolean; readonly step?: number } = {},
): Promise<number> {
  return startUrl.startsWith('file:')
    ? crashOnSqlite(startUrl.slice('file:'.length), act)
    : crashOnPostgres(context, startUrl, act, { isChain, step })
}

async function crashOnSqlite(start: string, act: Act): Promise<number> {
  const whole = `${start}.whole`
  const copies: string[] = []
  copyDatabase(start, whole)
  await open(`file:${whole}`, database =>
    act(
      atEachStatement(database, moment => {
        const copy = `${start}.${moment}`
        copyDatabase(whole, copy)
        copies.push(copy)
      }),
    ),
  )
  const expected = await describeDatabase(`file:${whole}`)

  for (const [index, copy] of copies.entries()) {
    await open(`file:${copy}`, act)
    assert.deepEqual(await describeDatabase(`file:${copy}`), expected, `moment ${index + 1}`)
  }
  return copies.length
}

function copyDatabase(from: string, to: string): void {
  for (const end of ['', '-wal', '-shm']) if (existsSync(from + end)) copyFileSync(from + end, to + end)
}

const WAYS = ['unsent', 'unheard'] as const

async function crashOnPostgres(
  context: CleanUps,
  startUrl: string,
  act: Act,
  { isChain, step }: { readonly isChain: boolean; readonly step: number },
): Promise<number> {
  const whole = await createPostgresDatabase(context, startUrl)
  await open(whole, act)
  const expected = await describeDatabase(whole)

  let crashes = 0
  for (const way of WAYS) {
    // Few statements may last: none of them is left out.
    const stride = way === 'unsent' ? step : 1
    let url = await createPostgresDatabase(context, startUrl)
    for (let next = 1, isOver = false; !isOver; crashes++) {
      const moment = next
      const { hasDied, hasCommitted } = await dieAt(url, act, way, moment)
      isOver = !hasDied
      next = isChain && hasCommitted ? 1 : moment + stride
      if (isChain && hasDied) continue
      if (hasDied) await open(url, act)
      assert.deepEqual(await describeDatabase(url), expected, `${way}, moment ${moment}`)
      url = await createPostgresDatabase(context, startUrl)
      if (crashes > MOST_CRASHES) throw new Error('it never comes to an end')
    }
  }
  return crashes - WAYS.length
}

/** Statements in a transaction that has not been committed are nothing, heard or unheard. */
const MAY_LAST = /^(?:COMMIT|INSERT)/

async function dieAt(url: string, act: Act, way: (typeof WAYS)[number], moment: number) {
  const cleanUps = gatherCleanUps()
  const proxy = await startProxy(cleanUps, url)
  let seen = 0
  let hasInserted = false
  let hasCommitted = false
  proxy.decide = ({ from, type, text }) => {
    const isDone = from === 'server' && type === 'C'
    // What commits without having written is done again every time.
    if (isDone && text.startsWith('INSERT')) hasInserted = true
    if (isDone && text === 'COMMIT') hasCommitted ||= hasInserted
    const counts = way === 'unsent' ? from === 'client' && /^[BQ]$/.test(type) : isDone && MAY_LAST.test(text)
    if (counts) seen += 1
    if (!counts || seen < moment) return 'pass'
    proxy.welcome = 'cut'
    proxy.all('cut')
    return 'cut'
  }
  const hasDied = () => seen >= moment
  try {
    await open(proxy.url, act, hasDied)
  } catch (error) {
    // Whatever it would say or do now, it is not there any more.
    if (!hasDied()) throw error
  } finally {
    await cleanUps.run()
  }
  return { hasDied: hasDied(), hasCommitted }
}

/** @param isDead whoever waits then need not wait: it is not there any more */
async function open(url: string, act: Act, isDead = () => false): Promise<void> {
  const setTimer = (delayMs: number, run: () => void) => {
    const timer = setTimeout(run, isDead() ? 0 : delayMs)
    return () => clearTimeout(timer)
  }
  const database = openDatabase(url, '/', { setTimer })
  try {
    await act(database)
  } finally {
    await database.close()
  }
}
