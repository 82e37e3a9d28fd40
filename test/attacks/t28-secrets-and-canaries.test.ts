// T28: numbers, names and secrets nobody else has, every journey and more than forty error paths, and a search of
// everything the system printed, answered, built or wrote for any form of any of them.
// Left out, because an operator or the giver is meant to see it there: `inbox show` and `inbox list --json` (the bytes that
// came), Daraja's own id of a payment, `donor export`, and the form that shows a giver what was typed into it.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { type Canary, findLeaks, findLeaksInFolder, phoneCanary, secretCanary } from '@harambee/payments/testing'
import { gatherCleanUps } from '../journeys/clean-ups.ts'
import { until } from '../journeys/start-harambee.ts'
import { runErrorPaths } from './canary-errors.ts'
import { type Given, NAMES, PHONES, runJourneys } from './canary-journeys.ts'
import { type CanaryWorld, openCanaryWorld, SECRETS } from './canary-world.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const LEAST_ERROR_PATHS = 40

const cleanUps = gatherCleanUps()
let world: CanaryWorld
let given: Record<string, Given>
let canaries: Canary[]
before(async () => {
  world = await openCanaryWorld(cleanUps)
})
after(() => cleanUps.run())

test('every journey is made, and each payment ends as it should', async () => {
  given = await runJourneys(world)

  const statusOf = async (name: string) => {
    const shown = await world.cliUnkept('payments', 'show', given[name]?.id ?? '', '--json')
    return shown.json<{ status: string }>().status
  }
  assert.equal(
    await until('the paid one to be paid', async () => (await statusOf('paid')) === 'succeeded' && 'paid'),
    'paid',
  )
  for (const name of ['cancelled', 'wrongPin', 'noFunds', 'unanswered'])
    assert.equal(await statusOf(name), 'failed', name)
  const prompted = new Set((await world.harambee.safaricom.ledger()).prompts.map(({ phoneNumber }) => phoneNumber))
  assert.deepEqual([prompted.has(PHONES.retried), prompted.has(PHONES.operator)], [true, true])
})

test('more than forty things go wrong, and it serves on', async context => {
  const tried = await runErrorPaths(world, given)

  context.diagnostic(`${tried} error paths`)
  assert.ok(tried >= LEAST_ERROR_PATHS, String(tried))
  assert.equal((await world.ask(`${world.harambee.site}/health`)).status, 200)
})

test('an operator’s commands are run', async () => {
  const backup = join(world.folder, 'books.backup')
  const commands = [
    'payments list',
    'payments list --json',
    'inbox list',

    'totals --json',
    'doctor --json',
  ]
  for (const command of [
    ...commands,
    'campaigns list --json',
    'verify --json',
    `backup ${backup} --json`,
    'forget --older-than 24mo --json',
  ]) {
    const ran = await world.cli(command.split(' '))
    const isKnowing = ['doctor'].some(name => command.startsWith(name))
    if (!isKnowing) assert.equal(ran.exitCode, 0, `${command}: ${ran.stdout}${ran.stderr}`)
  }
  assert.ok(existsSync(backup))
})

test('no answer, no page and no command says any of it', async () => {
  canaries = [
    ...Object.values(PHONES).map(phoneCanary),
    ...NAMES.map(name => secretCanary(`the name ${name.slice(0, 3)}…`, name)),
    ...(await world.listMadeSecrets()),
  ]
  assert.ok(canaries.length > Object.keys(SECRETS).length + 20, String(canaries.length))
  // The page shows it to whoever has just typed it.
  const isEcho = (place: string) => /^POST \/(?:give|pay)\/\S+ \((?:200|400|422)\)$/.test(place)

  const leaks = world.kept
    .filter(({ place }) => !isEcho(place))
    .flatMap(({ place, text }) => findLeaks(canaries, place, text))

  assert.ok(world.kept.length > 100, String(world.kept.length))
  assert.deepEqual(leaks, [])
})

test('no log says any of it, however much it tells', () => {
  // The callback URL with its key is told once, in a line of its own, to whoever starts it.
  const output = world.harambee.output().replace(/^ *Callback URL .*$/m, '')

  assert.match(output, /A callback arrived and is stored on disk/)
  assert.deepEqual(findLeaks(canaries, 'the log', output), [])
})

test('neither the database’s bytes nor a backup hold any of it', () => {
  const bytes = ['', '-wal'].map(ending => readFileSync(world.databasePath + ending, 'latin1')).join('')
  const backup = gunzipSync(readFileSync(join(world.folder, 'books.backup'))).toString('latin1')

  // The search would see it: both hold what is no secret.
  assert.ok(bytes.includes('UKOKANARI1') && backup.includes('UKOKANARI1'))
  assert.deepEqual(findLeaks(canaries, 'the database', bytes), [])
  assert.deepEqual(findLeaks(canaries, 'the backup', backup), [])
})

test('no bundle holds any of it', () => {
  const { leaks, files } = findLeaksInFolder(canaries, join(root, 'web/.next'))

  assert.ok(files > 100, String(files))
  assert.deepEqual(leaks, [])
})
