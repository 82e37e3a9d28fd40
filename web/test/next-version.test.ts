import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertNextVersion } from '../server/next-version.ts'

test('a Next.js with known holes is refused, the one that is installed is not', () => {
  for (const version of ['16.4.4', '16.3.9', '15.9.9', '16.4', '9.0.0', 'canary']) {
    assert.throws(() => assertNextVersion(version), /Next\.js .* 16\.4\.5 or newer is needed/, version)
  }
  for (const version of ['16.4.5', '16.4.6', '16.5.0', '17.0.0', '16.10.0', '16.5.0-canary.3'])
    assertNextVersion(version)
  assertNextVersion()
})
