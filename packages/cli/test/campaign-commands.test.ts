// `campaigns show`, `campaigns edit`, `charity` and `givers` on a real database.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { DEMO_CHARITY } from '@harambee/payments'
import { openMoneyProject } from './money-project.ts'
import type { Ran } from './test-project.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

interface Shown {
  slug: string
  goalKes: number
  endsOn: string | null
  content: { en: { title: string }; picture: { hash: string; alt: object } | null; suggestedKes: number[] }
}
const problemsOf = (ran: Ran) => (ran.json() as { problems: string[] }).problems
const codeOf = (ran: Ran) => (ran.json() as { error: { code: string } }).error.code

test('what show prints is what edit takes: the same again changes nothing, a part changes that part', async t => {
  const project = await openMoneyProject(t)
  const shown = (await project.run('campaigns show madarasa --json')).json() as Shown

  const same = await project.run('campaigns edit madarasa - --json', { stdin: JSON.stringify(shown) })
  const part = { content: { en: { title: 'More desks' } } }
  const changed = await project.run('campaigns edit madarasa - --goal 350,000 --ends none --json', {
    stdin: JSON.stringify(part),
  })
  const now = (await project.run('campaigns show madarasa --json')).json() as Shown
  const lines = await project.run('campaigns show madarasa')

  assert.equal((same.json() as { isChanged: boolean }).isChanged, false)
  assert.equal((changed.json() as { isChanged: boolean }).isChanged, true)
  assert.deepEqual(now, {
    ...shown,
    goalKes: 350_000,
    endsOn: null,
    content: { ...shown.content, en: { ...shown.content.en, title: 'More desks' } },
  })
  assert.match(lines.out, /Edited \d{4}-/)
  assert.equal((await project.run('verify --json')).exitCode, 0)
})

test('a picture is a file beside the campaign’s, and needs its description in both languages', async t => {
  const project = await openMoneyProject(t)
  writeFileSync(join(project.folder, 'desk.png'), PNG)
  writeFileSync(join(project.folder, 'no.png'), '<svg/>')
  const file = join(project.folder, 'part.json')
  const put = (picture: unknown) => {
    writeFileSync(file, JSON.stringify({ content: { picture } }))
    return project.run(`campaigns edit madarasa ${file} --json`)
  }

  const silent = await put({ file: 'desk.png', alt: { en: 'A desk' } })
  const none = await put({ file: 'no.png', alt: { en: ' ' } })
  const done = await put({ file: 'desk.png', alt: { en: 'A desk', sw: 'Dawati' } })
  const shown = (await project.run('campaigns show madarasa --json')).json() as Shown
  const described = await project.runWords(['campaigns', 'edit', 'madarasa', '--picture-en', 'A new desk', '--json'])
  const exported = (await project.run('campaigns show madarasa --json')).out
  const back = await project.run('campaigns edit madarasa - --json', { stdin: exported })
  const off = await project.run('campaigns edit madarasa --picture none --json')

  assert.deepEqual([silent.exitCode, codeOf(silent)], [1, 'invalid-campaign'])
  assert.match(problemsOf(silent).join(), /^content\.picture\.alt\.sw/)
  assert.equal(problemsOf(none).length, 3, problemsOf(none).join('\n'))
  assert.match(problemsOf(none).join(), /no\.png: it is no JPEG, PNG or WebP picture/)
  assert.equal(done.exitCode, 0)
  assert.match(shown.content.picture?.hash ?? '', /^[0-9a-f]{64}$/)
  assert.equal(described.exitCode, 0)
  assert.match(exported, /"en":\s*"A new desk",\s*"sw":\s*"Dawati"/)
  assert.deepEqual([back.exitCode, (back.json() as { isChanged: boolean }).isChanged], [0, false])
  assert.equal(off.exitCode, 0)
  const lost = await project.run('campaigns edit madarasa - --json', { stdin: exported })
  assert.deepEqual([lost.exitCode, codeOf(lost)], [1, 'refused'])
})

test('every problem of an edit is told at once, and nothing is changed', async t => {
  const project = await openMoneyProject(t)
  const before = (await project.run('campaigns show madarasa --json')).out

  const wrong = await project.run('campaigns edit madarasa - --starts 2030-13-01 --goal 5 --json', {
    stdin: JSON.stringify({ floorKes: 200, gaol: 1, content: { en: { story: [] } } }),
  })
  const nothing = await project.run('campaigns edit madarasa --json')
  const unknown = await project.run('campaigns edit nowhere --goal 5 --json')
  const words = await project.run('campaigns edit madarasa --goal many --json')

  assert.equal(wrong.exitCode, 1)
  for (const part of [/startsOn/, /gaol/, /story/, /floorKes/]) assert.match(problemsOf(wrong).join('\n'), part)
  assert.deepEqual([nothing.exitCode, unknown.exitCode, words.exitCode], [2, 1, 2])
  assert.equal((await project.run('campaigns show madarasa --json')).out, before)
})

test('the charity is said once, shown as set takes it, and refused with every problem', async t => {
  const project = await openMoneyProject(t)

  const none = await project.run('charity show --json')
  const wrong = await project.run('charity set - --json', { stdin: '{"kraPin":"x","address":["a"]}' })
  const set = await project.run('charity set - --json', { stdin: JSON.stringify(DEMO_CHARITY) })
  const shown = await project.run('charity show --json')
  const again = await project.run('charity set - --json', { stdin: shown.out })

  assert.deepEqual([none.exitCode, wrong.exitCode, set.exitCode, again.exitCode], [1, 1, 0, 0])
  assert.equal(problemsOf(wrong).length, 3)
  assert.deepEqual(shown.json(), DEMO_CHARITY)
  assert.match((await project.run('charity show')).out, /KRA PIN: P000000000Z/)
  assert.equal((await project.run('verify --json')).exitCode, 0)
})

test('nobody to approve: the list is empty, and an unknown donation is refused', async t => {
  const project = await openMoneyProject(t)

  assert.deepEqual((await project.run('givers list --state waiting --json')).json(), [])
  assert.equal((await project.run('givers list --state seen --json')).exitCode, 2)
  const approved = await project.run('givers approve 0123 --json')
  assert.deepEqual([approved.exitCode, codeOf(approved)], [1, 'unknown'])
})
