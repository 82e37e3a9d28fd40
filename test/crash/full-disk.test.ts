// The disk fills up at each kind of write: taking a callback, applying it, asking for money, storing the push's answer,
// migrating, and the simulator's own journal. Nobody is told "Accepted" about what is not on disk, nothing ends, what is
// wrong can be read, and all goes on by itself when there is room.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { PhoneNumber, Shillings } from '@harambee/daraja'
import type { PaymentId } from '@harambee/payments'
import { type CleanUps, lastFirst } from '../journeys/clean-ups.ts'
import { findFreePorts } from '../journeys/free-ports.ts'
import { poll } from '../journeys/poll.ts'
import { connectToSafaricom } from '../journeys/safaricom.ts'
import { runCli, withoutOurs } from '../journeys/start-harambee.ts'
import { createDice } from '../simulation/dice.ts'
import { count, readBooks } from './books.ts'
import { toStranger } from './callers.ts'
import { root, startProcess } from './child-process.ts'
import { countLost } from './compare.ts'
import { openWorld, type World } from './open-world.ts'
import type { PusherTask } from './pusher.ts'
import { type FindDisk, limitFiles, mountDisk, type SmallDisk } from './small-disk.ts'
import { openPusher } from './start-pusher.ts'

const DISKS: [name: string, find: FindDisk][] = [
  ['a file system without room', mountDisk],
  ['a limit on the size of files', limitFiles],
]
/** What SQLite and the system say about it. */
const FULL = /disk is full|disk I\/O error|file too large|no space|unable to open/i
/** Deliveries until the last free page of the log is used up. */
const MOST_UNTIL_REFUSED = 2_000
const dice = createDice(1n)

for (const [name, find] of DISKS) {
  const onDisk = (title: string, run: (context: CleanUps, disk: SmallDisk) => Promise<void>) =>
    test(`${title} [${name}]`, async context => {
      const cleanUps = lastFirst(context)
      const disk = find(cleanUps)
      if (typeof disk !== 'string') return run(cleanUps, disk)
      console.log(`skipped: ${disk}`)
      context.skip(disk)
    })

  onDisk('callbacks are refused while there is no room, and taken again when there is', async (context, disk) => {
    const world = await openOn(context, disk)
    const engine = world.startEngine()
    await engine.untilHealthy()
    assert.equal(await deliver(world), 200)

    disk.fill(engine.pid)
    assert.equal(await untilRefused(world), 503)
    assert.equal(await engine.health(), 503, 'a monitor has to learn of it')
    // What it prints comes by another way than what it answers.
    await poll('the engine to say so', () => /could not be stored and was refused with 503/.test(engine.output()))
    assert.match(engine.output(), FULL)

    disk.free(engine.pid)
    await poll('the engine to be well again', async () => (await engine.health()) === 200)
    assert.equal(await deliver(world), 200)
    assert.ok(engine.isRunning)
    assert.equal(await readBooks(world.databaseUrl, books => countLost(books, world.safaricom)), 0)
  })

  onDisk('what was acknowledged before is applied when there is room again', async (context, disk) => {
    const world = await openOn(context, disk)
    const payment = await world.pay('254700000001', 500)
    const dying = world.startEngine({ environment: { HARAMBEE_TEST_CRASH_AT: 'callbacks-draining:2' } })
    await dying.untilHealthy()
    await deliver(world)
    world.safaricom.simulator.answer(payment.checkoutRequestId, 'pay')
    await dying.exited

    if (disk.fullFromTheStart.length === 0) disk.fill()
    let engine = world.startEngine({ command: disk.fullFromTheStart })
    await poll('applying to fail', () => /will be tried again/.test(engine.output()) || !engine.isRunning)
    assert.match(engine.output(), FULL)
    assert.equal(await countPaid(world), 0)
    if (!engine.isRunning) {
      // Where not even what it keeps beside the database can be written, it says so and ends; then it is started again.
      assert.deepEqual(await engine.exited, { code: 1, signal: null })
      assert.match(engine.output(), /cannot be opened/)
      engine = world.startEngine()
    }

    disk.free(engine.pid)
    await poll('the payment to be in the books', async () => (await countPaid(world)) === 1)
    assert.ok(engine.isRunning)
  })

  onDisk('nobody is asked for money that could not be written down', async (context, disk) => {
    const world = await openOn(context, disk)
    const engine = world.startEngine()
    await engine.untilHealthy()
    const pusher = await openPusher(context, world)
    assert.equal((await pusher.ask(toTask(world, 1))).kind, 'over')

    disk.fill(engine.pid, pusher.pid)
    const refused = await pusher.ask(toTask(world, 2))
    assert.equal(refused.kind, 'failed')
    assert.match('because' in refused ? refused.because : '', FULL)
    assert.equal(countPrompts(world), 1)

    disk.free(engine.pid, pusher.pid)
    assert.equal((await pusher.ask(toTask(world, 2))).kind, 'over')
    assert.equal(countPrompts(world), 2)
    assert.ok(pusher.isRunning)
  })

  onDisk(
    'a push whose answer found no room is known as soon as there is, and is not sent again',
    async (context, disk) => {
      const world = await openOn(context, disk)
      const engine = world.startEngine()
      await engine.untilHealthy()
      const pusher = await openPusher(context, world)
      world.safaricom.onRequest = request => {
        if (/stkpush\//.test(request.path)) disk.fill(engine.pid, pusher.pid)
      }

      const asked = pusher.ask(toTask(world, 1))
      await poll('the answer to find no room', () => /answer could not be stored/.test(pusher.output()))
      assert.match(pusher.output(), FULL)
      disk.free(engine.pid, pusher.pid)
      const answer = await asked

      assert.deepEqual(answer, { kind: 'over', id: answer.id, status: 'pending' })
      assert.equal(countPrompts(world), 1)
      const [prompt] = world.safaricom.simulator.prompts()
      world.safaricom.simulator.answer(prompt?.checkoutRequestId ?? '', 'pay')
      await poll('the payment to be in the books', async () => (await countPaid(world)) === 1)
    },
  )

  onDisk('a migration that found no room says so, and is done when there is', async (context, disk) => {
    const environment = {
      ...withoutOurs(process.env),
      DATABASE_URL: `file:${join(disk.folder, 'data', 'harambee.db')}`,
      HARAMBEE_SECRET: 'h'.repeat(64),
      MPESA_CALLBACK_SECRET_KEY: 'c0ffee'.repeat(4),
    }
    if (disk.fullFromTheStart.length === 0) disk.fill()
    const failed = startProcess(context, join(root, 'packages/cli/bin/harambee.mjs'), {
      folder: root,
      environment,
      command: disk.fullFromTheStart,
      scriptArguments: ['migrate', '--json'],
    })
    assert.equal((await failed.exited).code, 1, failed.output())
    assert.match(failed.output(), FULL)

    disk.free()
    assert.equal((await runCli(['migrate', '--json'], environment)).exitCode, 0)
    const listed = await runCli(['payments', 'list', '--json'], environment)
    assert.deepEqual(listed.json(), [])
  })

  onDisk(
    'the simulator keeps what it has promised, though its journal found no room for a while',
    async (context, disk) => {
      const [port = 0] = await findFreePorts(1)
      const start = () =>
        startProcess(context, join(root, 'packages/cli/src/processes/simulator.ts'), {
          folder: disk.folder,
          environment: {
            ...withoutOurs(process.env),
            SIMULATOR_PORT: String(port),
            HARAMBEE_SIMULATOR_JOURNAL: join(disk.folder, 'harambee.simulator.journal'),
          },
        })
      const safaricom = connectToSafaricom(`http://127.0.0.1:${port}`)
      const isUp = () =>
        safaricom.ledger().then(
          () => true,
          () => false,
        )
      const simulator = start()
      await poll('the simulator to answer', isUp)
      await payFromMenu(port, 1)

      disk.fill(simulator.pid)
      for (let number = 2; number <= 4; number++) await payFromMenu(port, number)
      disk.free(simulator.pid)
      // The journal is written anew every so many steps.
      for (let number = 5; number <= 100; number++) await payFromMenu(port, number)
      const before = await safaricom.ledger()
      assert.equal(before.receipts.length, 100)
      await simulator.kill()
      start()
      await poll('the simulator to answer again', isUp)

      assert.deepEqual((await safaricom.ledger()).receipts, before.receipts)
    },
  )
}

function openOn(context: CleanUps, disk: SmallDisk): Promise<World> {
  return openWorld(context, 'SQLite', { seed: '0x1', folder: disk.folder })
}

let strangers = 0
function deliver(world: World): Promise<number | null> {
  return world.safaricom.deliver(`/api/mpesa/${world.key}`, toStranger(++strangers, dice))
}

/** @returns the status that was not 200 */
async function untilRefused(world: World): Promise<number | null> {
  for (let sent = 0; sent < MOST_UNTIL_REFUSED; sent++) {
    const status = await deliver(world)
    if (status !== 200) return status
  }
  throw new Error(`${MOST_UNTIL_REFUSED} callbacks found room on a full disk`)
}

function toTask({ campaign }: World, number: number): PusherTask {
  return {
    id: number.toString(16).padStart(32, '0') as PaymentId,
    campaign,
    amountKes: 500 as Shillings,
    phoneNumber: `2547000000${String(number).padStart(2, '0')}` as PhoneNumber,
  }
}

function countPrompts({ safaricom }: World): number {
  return safaricom.simulator.ledger().prompts.length
}

function countPaid({ databaseUrl }: World): Promise<number> {
  return readBooks(databaseUrl, books => count(books, "SELECT count(*) FROM payments WHERE status = 'succeeded'"))
}

/** Somebody pays without having been asked: one more receipt in the simulator's ledger. */
async function payFromMenu(port: number, number: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/_sim/paybill`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      phoneNumber: `2547000000${String(number % 100).padStart(2, '0')}`,
      shortCode: '174379',
      accountReference: 'MADARASA',
      amountKes: number,
    }),
  })
  assert.equal(answer.status, 200, await answer.text())
}
