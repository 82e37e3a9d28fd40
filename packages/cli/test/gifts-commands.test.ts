// `gifts doubled` on a real database.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMoneyProject } from './money-project.ts'

test('where nothing was paid twice, nothing is listed, and a wish nobody can have is refused', async t => {
  const project = await openMoneyProject(t)

  const [json, lines, wrong] = [
    await project.run('gifts doubled --json'),
    await project.run('gifts doubled --wish give-back'),
    await project.run('gifts doubled --wish money --json'),
  ]

  assert.deepEqual([json.exitCode, json.json()], [0, []])
  assert.match(lines.out, /No gift was paid more than once\./)
  assert.equal(wrong.exitCode, 2)
  assert.match(wrong.out + wrong.err, /--wish money: use none, keep, give-back\./)
})
