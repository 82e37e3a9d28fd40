// The machine's time zone takes no part in anything: what handles time is tested again in zones west and east of Nairobi,
// the ends of the world among them, on a PostgreSQL server in a zone of its own. In the long form, all packages are.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startPostgres } from './crash/postgres-server.ts'
import { gatherCleanUps } from './journeys/clean-ups.ts'
import { withoutOurs } from './journeys/start-harambee.ts'
import { IS_SOAK } from './soak/minutes.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)

/** With the minutes that local time is behind UTC on 1 January 2026. */
const ZONES = { UTC: 0, 'Africa/Nairobi': -180, 'America/St_Johns': 210, 'Pacific/Kiritimati': -840 }
const SERVER_ZONE = 'America/St_Johns'

/** Timestamps, transaction dates, days, schedules, backup headers; and what people read. */
const WHAT_HANDLES_TIME = [
  ...['east-africa-time', 'callbacks', 'client'].map(name => `packages/daraja/test/${name}.test.ts`),
  ...['midnight', 'daily-totals', 'decide'].map(name => `packages/payments/test/${name}.test.ts`),
  'packages/simulator/test/pull-transactions.test.ts',
  'packages/cli/test/backup-commands.test.ts',
  'web/test/words.test.ts',
]
const files = IS_SOAK ? globSync('packages/*/test/**/*.test.ts', { cwd: root }).sort() : WHAT_HANDLES_TIME
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

const cleanUps = gatherCleanUps()
let postgresUrl = ''
before(async () => {
  const server = await startPostgres(cleanUps, undefined, [`timezone=${SERVER_ZONE}`])
  postgresUrl = await server.createDatabase()
})
after(() => cleanUps.run())

for (const [zone, minutesBehind] of Object.entries(ZONES)) {
  test(`what handles time does the same where it is ${zone}`, async context => {
    const environment = { ...withoutOurs(process.env), TZ: zone, HARAMBEE_TEST_POSTGRES: postgresUrl }
    const options = { cwd: root, env: environment, maxBuffer: MAX_OUTPUT_BYTES }
    const found = await run(process.execPath, ['-p', 'new Date(1767225600000).getTimezoneOffset()'], options)
    assert.equal(Number(found.stdout), minutesBehind, 'this Node.js does not know the zone')

    // Fails with everything they have printed where one of them fails.
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', ...files], options)

    const passed = Number(/^# pass (\d+)$/m.exec(stdout)?.[1])
    assert.ok(passed >= files.length, stdout)
    context.diagnostic(`${zone}: ${passed} tests in ${files.length} files`)
  })
}
