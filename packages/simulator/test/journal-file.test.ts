import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openJournalFile } from '@harambee/simulator'

function createPath(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'a', 'b.journal')
}

test('lines come back as they were written, whatever is in them', context => {
  const path = createPath(context)
  const lines = ['one', '{"text":"Ñuñu • 🇰🇪"}', 'x'.repeat(3_000_000), '']
  const journal = openJournalFile(path)
  for (const line of lines) journal.append(line)
  journal.close()

  assert.deepEqual([...openJournalFile(path).read()], lines)
})

test('only its owner may read it: it holds PINs and tokens', context => {
  const path = createPath(context)
  const journal = openJournalFile(path)
  journal.append('one')
  journal.replace(['two'])
  journal.append('three')
  journal.close()

  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(readFileSync(path, 'utf8'), 'two\nthree\n')
})

test('a replacement that breaks off leaves the journal as it was', context => {
  const path = createPath(context)
  const journal = openJournalFile(path)
  journal.append('one')

  assert.throws(() =>
    journal.replace(
      (function* () {
        yield 'half'
        throw new Error('no room')
      })(),
    ),
  )
  journal.append('two')
  journal.close()

  assert.deepEqual([...openJournalFile(path).read()], ['one', 'two'])
})

test('a line that does not fit on the disk is taken back whole', context => {
  const path = createPath(context)
  const script = fileURLToPath(new URL('./fill-journal.ts', import.meta.url))
  // A limit on file sizes stands in for a full disk: the write that passes it stops in the middle.
  const command = `trap '' XFSZ; ulimit -f 8; exec "$0" "$1" "$2"`
  const { status, error } = spawnSync('bash', ['-c', command, process.execPath, script, path], { stdio: 'inherit' })
  if (error) return context.skip('there is no bash here')

  assert.equal(status, 0)
  const lines = [...openJournalFile(path).read()]
  assert.ok(lines.length > 2)
  assert.deepEqual(new Set(lines), new Set(['x'.repeat(1_000)]))
})
