// One build at a time into one folder, and none for ever after a process that died.

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { takeBuildLock } from '../server/build-lock.ts'

async function makePath(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'harambee-lock-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'builds', 'x.lock')
}

const unexpected = () => assert.fail('nobody else builds')

test('builds of one folder take turns', async context => {
  const path = await makePath(context)
  const order: string[] = []
  const giveBack = await takeBuildLock(path, unexpected, 5_000)

  let hasWaited = () => {}
  const waited = new Promise<void>(resolve => {
    hasWaited = resolve
  })
  const second = takeBuildLock(path, () => hasWaited(), 5_000).then(giveBackToo => {
    order.push('second')
    return giveBackToo()
  })
  await waited
  order.push('first is done')
  await giveBack()
  await second

  assert.deepEqual(order, ['first is done', 'second'])
})

test('the lock of a process that died is taken over', async context => {
  const path = await makePath(context)
  await (await takeBuildLock(path, unexpected, 1_000))()
  await writeFile(path, '1 gone')
  await utimes(path, new Date(0), new Date(0))

  const giveBack = await takeBuildLock(path, () => {}, 5_000)

  assert.match(await readFile(path, 'utf8'), new RegExp(`^${process.pid} `))
  await giveBack()
})

test('waiting ends with a sentence', async context => {
  const path = await makePath(context)
  const giveBack = await takeBuildLock(path, unexpected, 1_000)

  await assert.rejects(
    takeBuildLock(path, () => {}, 300),
    /building the site for too long/,
  )

  await giveBack()
})
