// The rules of docs/STYLE.md and docs/ARCHITECTURE.md that a program can check.

import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const MAX_LINES = 300

interface Import {
  readonly from: string
  readonly isType: boolean
}

const files = globSync('{packages,web,test,bench,examples}/**/*.{ts,tsx}', {
  cwd: root,
  exclude: path => /(?:^|\/)(?:node_modules|\.next|dist|corpus)(?:\/|$)/.test(path),
}).sort()
const textOf = new Map(files.map(file => [file, readFileSync(join(root, file), 'utf8')]))
const importsOf = new Map(files.map(file => [file, listImports(textOf.get(file) ?? '')]))

function listImports(text: string): Import[] {
  const pattern =
    /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm
  return [...text.matchAll(pattern)].map(match => ({
    from: match[2] ?? match[3] ?? '',
    isType: match[1] !== undefined,
  }))
}

/** Which part of the tree a file belongs to. */
function partOf(file: string): string {
  if (/^packages\/[^/]+\/src\//.test(file)) return file.split('/')[1] ?? ''
  if (file.startsWith('web/server/')) return 'web/server'
  if (/^web\/(?:app|components|words)\//.test(file)) {
    return /^['"]use client['"]/m.test(textOf.get(file) ?? '') ? 'web/client' : 'web'
  }
  return 'tests'
}

const any = () => true
const only =
  (...names: string[]) =>
  (from: string) =>
    names.some(name => from === name || (name.endsWith('*') && from.startsWith(name.slice(0, -1))))

/** What each part may import from elsewhere. Relative imports are checked separately. */
const MAY_IMPORT: Record<string, { value: (from: string) => boolean; type: (from: string) => boolean }> = {
  daraja: { value: only(), type: only() },
  simulator: { value: only('node:*'), type: only('node:*', '@harambee/daraja') },
  payments: {
    value: only(
      '@harambee/daraja',
      'node:*',
      'ipaddr.js',
      'kysely',
      'kysely-postgres-js',
      'nodemailer',
      'pdfkit',
      'pino',
      'postgres',
      'prom-client',
      'proxy-addr',
      'undici',
      'uqr',
      'zod',
    ),
    type: any,
  },
  cli: { value: from => from !== 'harambee-web', type: any },
  'web/server': { value: from => !only('@harambee/simulator', '@harambee/cli')(from), type: any },
  web: {
    value: from => !only('node:sqlite', 'postgres', 'kysely*', '@harambee/simulator', '@harambee/cli', 'undici')(from),
    type: any,
  },
  'web/client': { value: only('react*', 'next/*', '@harambee/daraja'), type: any },
  tests: { value: any, type: any },
}

test('every part imports only what the table allows', () => {
  const offences: string[] = []
  for (const [file, imports] of importsOf) {
    const rule = MAY_IMPORT[partOf(file)]
    for (const { from, isType } of imports) {
      if (from.startsWith('.')) continue
      if (!(isType ? rule?.type : rule?.value)?.(from)) offences.push(`${file} imports ${from}`)
    }
  }
  assert.deepEqual(offences, [])
})

test('a package is imported by its name, a file by its whole relative name, and nobody reaches into another package', () => {
  const offences: string[] = []
  const packageOf = (path: string) => /^(?:packages\/[^/]+|web|examples\/[^/]+)/.exec(path)?.[0] ?? 'test'
  for (const [file, imports] of importsOf) {
    for (const { from } of imports) {
      if (/^@harambee\/[^/]+\/(?!testing$)/.test(from)) offences.push(`${file} reaches into ${from}`)
      if (!from.startsWith('.')) continue
      const target = relative(root, resolve(root, dirname(file), from))
      if (!existsSync(join(root, target)) || !/\.\w+$/.test(target))
        offences.push(`${file} imports ${from}, which is no file`)
      if (packageOf(target) !== packageOf(file)) offences.push(`${file} reaches out to ${target}`)
    }
  }
  assert.deepEqual(offences, [])
})

test('node:sqlite and postgres are opened in one file each', () => {
  for (const library of ['node:sqlite', 'postgres']) {
    const users = [...importsOf]
      .filter(
        ([file, imports]) => file.includes('/src/') && imports.some(({ from, isType }) => from === library && !isType),
      )
      .map(([file]) => file)
    assert.ok(users.length <= 1, users.join(', '))
  }
})

test('no file imports itself by a detour', () => {
  const graph = new Map(
    [...importsOf].map(([file, imports]) => [
      file,
      imports
        .filter(({ from, isType }) => from.startsWith('.') && !isType)
        .map(({ from }) => relative(root, resolve(root, dirname(file), from))),
    ]),
  )
  const done = new Set<string>()
  const cycles: string[] = []
  function visit(file: string, path: readonly string[]): void {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      return
    }
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  assert.deepEqual(cycles, [])
})

test('every source file is imported by something, or is a place where a program starts', () => {
  const isStart = (file: string) =>
    /\.(?:test|e2e)\.tsx?$/.test(file) ||
    /^(?:test\/(?:run|screens\/|states\/write-|soak\/(?:soak|report)\.|mutations\/run)|bench\/)/.test(file) ||
    /^web\/(?:app\/.*\/?(?:page|layout|route|error|not-found|loading|global-error)\.tsx?|next\.config|proxy|instrumentation|next-types\.d|server\/(?:serve|build))/.test(
      file,
    ) ||
    /^packages\/cli\/src\/(?:cli|processes\/)/.test(file) ||
    (/^packages\/[^/]+\/src\/(?:testing\/)?[^/]+\.ts$/.test(file) && isFrontDoor(file))
  const imported = new Set(
    [...importsOf].flatMap(([file, imports]) =>
      imports
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => relative(root, resolve(root, dirname(file), from))),
    ),
  )
  assert.deepEqual(
    files.filter(file => !imported.has(file) && !isStart(file) && !isSpawned(file)),
    [],
  )
})

function isFrontDoor(file: string): boolean {
  const [folder, name] = [file.split('/').slice(0, 2).join('/'), `./${file.split('/').slice(2).join('/')}`]
  const { exports = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { exports?: object }
  return Object.values(exports).includes(name)
}

/** Named as text in another file: a process that is started, an example that is run. */
function isSpawned(file: string): boolean {
  const name = file.split('/').at(-1) ?? ''
  return [...textOf].some(([other, text]) => other !== file && text.includes(name))
}

test(`no file is longer than ${MAX_LINES} lines`, () => {
  const long = [...textOf]
    .filter(([file, text]) => !file.includes('.test.') && text.split('\n').length > MAX_LINES + 1)
    .map(([file, text]) => `${file}: ${text.split('\n').length - 1}`)
  assert.deepEqual(long, [])
})

/** What must not stand in a file, what to use instead, and where it may stand. */
const BANNED: [what: RegExp, instead: string, allowed: RegExp][] = [
  [
    /\bDate\.now\(|\bnew Date\(\)/,
    'the time as an argument, from the ports',
    /ports|client\.ts|^(?:test|bench|packages\/[^/]+\/test|packages\/cli|web|examples)\//,
  ],
  [/\bMath\.random\(/, 'a seeded generator, or crypto', /^bench\//],
  [/\bas any\b|: any\b/, 'unknown, parsed', /^never$/],
  [/\b(?:test|it|describe)\.only\(/, 'the whole test', /^never$/],
  [
    /\bsetTimeout\(|\bsetInterval\(/,
    'a timer from the ports',
    /ports|^(?:test|bench|packages\/[^/]+\/test|packages\/cli|web|examples)\/|simulator\/src\/(?:page|http)/,
  ],
  [/dangerouslySetInnerHTML/, 'text', /^never$/],
  [/return fetch\(/, 'what the answer holds, never the answer itself', /^never$/],
]

test('nothing banned stands in the sources', () => {
  const offences: string[] = []
  for (const [file, text] of textOf) {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
    for (const [what, instead, allowed] of BANNED) {
      if (what.test(code) && !allowed.test(file) && !file.endsWith('tidy.test.ts')) {
        offences.push(`${file}: ${what.source} — use ${instead}`)
      }
    }
  }
  assert.deepEqual(offences, [])
})

test('a file’s name tells what is in it', () => {
  const bad = files.filter(file => {
    const name = (file.split('/').at(-1) ?? '')
      // An attack carries the number of its threat.
      .replace(/^T\d+-/, '')
      .replace(/\.(?:d|test|e2e|action|config)(?=\.)/, '')
      .replace(/\.\w+$/, '')
    const folders = file.split('/').slice(0, -1)
    const isKebab = /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)
    return (
      !isKebab ||
      [...folders, name].some(part => /^(?:utils?|helpers?|misc|lib|common|shared|manager|services?)$/i.test(part))
    )
  })
  assert.deepEqual(bad, [])
})

test('every source file opens by saying what it is for', () => {
  const silent = files.filter(file => {
    const text = (textOf.get(file) ?? '').replace(/^['"]use (?:client|server)['"]\s*/, '')
    const isQuery = file.includes('/queries/')
    return file.includes('/src/') && !isQuery && !/^(?:#![^\n]*\n)?(?:\/\/|\/\*\*)/.test(text)
  })
  assert.deepEqual(silent, [])
})
