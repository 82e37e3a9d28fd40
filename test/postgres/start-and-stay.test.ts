// A start whose database goes away: the processes stay, those that die meanwhile wait for it, and all go on when it is back.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { startPostgres, untilServing } from '../crash/postgres-server.ts'
import { startHarambee, until } from '../journeys/start-harambee.ts'

const isWell = async (url: string) => {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(10_000) })).status
  } catch {
    return 0
  }
}

test('an engine and a site that are killed while the database is away are there again when it is', async context => {
  const server = await startPostgres(context)
  const databaseUrl = await server.createDatabase()
  const harambee = await startHarambee(context, {
    DATABASE_URL: databaseUrl,
    HARAMBEE_SECRET: 'h'.repeat(64),
    MPESA_CALLBACK_SECRET_KEY: 'c0ffee'.repeat(8),
  })
  await server.end('SIGQUIT')
  assert.deepEqual([await isWell(harambee.site), await isWell(harambee.callbacks)], [503, 503])

  const children = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  for (const line of children) {
    const [pid, parent, ...words] = line.trim().split(/\s+/)
    const isOurs =
      parent === String(harambee.process.pid) && /processes\/engine\.ts|server\/serve\.ts/.test(words.join(' '))
    if (isOurs) process.kill(Number(pid), 'SIGKILL')
  }
  await until('both to wait', async () => harambee.output().split('waiting for the database').length === 3)
  assert.equal(harambee.process.exitCode, null)
  await server.startAgain()
  await untilServing(databaseUrl)

  await until('both to be well', async () => (await isWell(harambee.site)) === 200)
  await until('both to be well', async () => (await isWell(harambee.callbacks)) === 200)
  assert.equal(await harambee.stop(), 0)
})
