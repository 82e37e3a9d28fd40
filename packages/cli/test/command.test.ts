// The command as it is linked: on an older Node, from any folder, with help and version.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { HARAMBEE } from './start-project.ts'

/** Where a system's own Node usually lies. */
const SYSTEM_NODES = ['/usr/bin/node', '/usr/local/bin/node', '/opt/homebrew/bin/node']

test('help begins with examples, on stdout, and is no failure', () => {
  for (const words of [['--help'], ['pay', '--help'], ['help', 'inbox']]) {
    const { status, stdout, stderr } = harambee(words)
    assert.equal(status, 0)
    assert.equal(stderr, '')
    assert.match(stdout, words[0] === 'help' ? /Usage: harambee inbox/ : /^Examples:\n {2}harambee /)
  }
})

test('no command, or one nobody knows, is wrong usage, told on stderr', () => {
  for (const words of [[], ['nonsense'], ['payments']]) {
    const { status, stdout, stderr } = harambee(words)
    assert.equal(status, 2)
    assert.equal(stdout, '')
    assert.notEqual(stderr, '')
  }
})

test('the version is the one of the package', () => {
  assert.match(harambee(['--version']).stdout, /^\d+\.\d+\.\d+\n$/)
})

test('a reader that goes away early is no failure', () => {
  const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${HARAMBEE}" --help | head -1`], {
    encoding: 'utf8',
  })
  assert.equal(status, 0)
  assert.equal(stderr, '')
})

test('an older Node hands over to the one this project pins', t => {
  const older = findOlderNode()
  if (!older) return t.skip('no Node below 24 on this machine')

  const { status, stdout } = spawnSync(older, [HARAMBEE, 'payments', '--limit', '--json'], { encoding: 'utf8' })

  assert.equal(status, 2)
  assert.equal((JSON.parse(stdout) as { error: { code: string } }).error.code, 'usage')
})

test('an older Node alone is told what to do', t => {
  const older = findOlderNode()
  if (!older) return t.skip('no Node below 24 on this machine')
  const folder = mkdtempSync(join(tmpdir(), 'harambee-bin-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const bin = join(folder, 'packages', 'cli', 'bin')
  mkdirSync(bin, { recursive: true })
  copyFileSync(HARAMBEE, join(bin, 'harambee.mjs'))

  const { status, stderr } = spawnSync(older, [join(bin, 'harambee.mjs'), 'start'], { encoding: 'utf8' })

  assert.equal(status, 1)
  assert.match(stderr, /needs Node\.js 24 or newer.*npm ci/)
})

function harambee(words: readonly string[]) {
  return spawnSync(process.execPath, [HARAMBEE, ...words], { encoding: 'utf8' })
}

function findOlderNode(): string | null {
  const older = SYSTEM_NODES.filter(existsSync).find(path => {
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
    const major = Number.parseInt(stdout.slice(1), 10)
    return major >= 18 && major < 24
  })
  return older ?? null
}
