// T10: is this number a giver's? Whoever types a number that has given before, one that never has, or one whose owner wants
// no prompts learns nothing from the answer.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Harambee, startHarambee } from '../journeys/start-harambee.ts'
import { give } from './givers.ts'

/** What every page makes anew. */
function withoutChance(page: string): string {
  return page
    .replaceAll(/nonce(?:="|\\":\\")[^"\\]*/g, '')
    .replaceAll(/[0-9a-f]{32}/g, '')
    .replaceAll(/\d{12}|0\d{9}/g, '')
}

async function send(harambee: Harambee, phone: string): Promise<{ status: number; location: string; page: string }> {
  const answer = await fetch(`${harambee.site}/give/madarasa`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: harambee.site, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ phone, amount: '100' }).toString(),
  })
  const location = (answer.headers.get('location') ?? '').replace(/[0-9a-f]{32}/, '')
  return { status: answer.status, location, page: withoutChance(await answer.text()) }
}

test('a number that has given is answered like one that has not', async context => {
  const harambee = await startHarambee(context)
  await give(harambee, '254700000621', 100)

  const [known, unknown] = [await send(harambee, '0700000621'), await send(harambee, '0700000622')]

  assert.deepEqual(known, unknown)
  assert.equal(known.status, 303)
})

test('a number whose owner wants no prompts is answered like one that had too many', async context => {
  const harambee = await startHarambee(context, { PROMPT_LIMIT_PER_PHONE: '1/15m' })
  await harambee.cli('prompts', 'stop', '--phone', '0700000623')
  await give(harambee, '254700000624', 100)

  const [stopped, limited] = [await send(harambee, '0700000623'), await send(harambee, '0700000624')]

  assert.deepEqual(stopped, limited)
  assert.equal(stopped.status, 429)
})
