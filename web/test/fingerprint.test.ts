// A build is named after what goes into it.

import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readIngredients, toFingerprint } from '../server/fingerprint.ts'

const file = (path: string, text: string) => ({ path, content: Buffer.from(text) })
const FACTS = { next: '16.4.6', serverActionsKey: 'key' }

test('the same files and facts have the same name, in whatever order they are read', () => {
  const forwards = toFingerprint([file('a', '1'), file('b', '2')], FACTS)
  const backwards = toFingerprint([file('b', '2'), file('a', '1')], { serverActionsKey: 'key', next: '16.4.6' })

  assert.equal(forwards, backwards)
  assert.match(forwards, /^[0-9a-f]{16}$/)
})

test('any change gives another name', () => {
  const original = toFingerprint([file('a', '1'), file('b', '2')], FACTS)
  const changed = [
    toFingerprint([file('a', '1'), file('b', '3')], FACTS),
    toFingerprint([file('a', '1'), file('c', '2')], FACTS),
    toFingerprint([file('a', '1')], FACTS),
    toFingerprint([file('a', '12'), file('b', '')], FACTS),
    toFingerprint([file('a', '1'), file('b', '2')], { ...FACTS, next: '16.4.7' }),
    toFingerprint([file('a', '1'), file('b', '2')], { ...FACTS, serverActionsKey: 'another' }),
  ]

  assert.equal(new Set([original, ...changed]).size, changed.length + 1)
})

test('sources count, tests and other folders do not', async context => {
  const root = await mkdtemp(join(tmpdir(), 'harambee-fingerprint-'))
  context.after(() => rm(root, { recursive: true }))
  for (const [path, text] of Object.entries({
    'web/app/page.tsx': 'page',
    'web/words/en.ts': 'words',
    'web/test/x.test.ts': 'test',
    'packages/payments/src/engine.ts': 'engine',
    'packages/payments/test/engine.test.ts': 'test',
    'packages/cli/src/cli.ts': 'cli',
    'package-lock.json': '{}',
  })) {
    await mkdir(join(root, path, '..'), { recursive: true })
    await writeFile(join(root, path), text)
  }

  const paths = (await readIngredients(root)).map(({ path }) => path).sort()

  assert.deepEqual(paths, [
    'package-lock.json',
    'packages/payments/src/engine.ts',
    'web/app/page.tsx',
    'web/words/en.ts',
  ])
})
