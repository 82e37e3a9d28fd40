// T32: what we are made of. Every package is pinned by its content, few are ours to choose and each has its reason, and a
// list of all of them can be had by one command.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { root } from '../crash/child-process.ts'

interface LockedPackage {
  readonly version?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly license?: string
}

/** Whose code runs where donors and callbacks are served. */
const MOST_RUNNING = 24
/** Letters, and what only builds the site. */
const DOES_NOT_RUN = /^(?:@fontsource|@types\/|typescript$|tailwindcss$|@tailwindcss\/)/
/** Packages that name their licence in no field, but ship its text. */
const LICENCE_IN_A_FILE: Readonly<Record<string, RegExp>> = { 'png-js': /^MIT License\n/ }
const readJson = <T>(path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as T

/** Those somebody of ours names as needed to run. */
function listDirect(): { name: string; version: string }[] {
  const manifests = ['package.json', ...globSync('{packages/*,web}/package.json', { cwd: root })]
  const all = manifests.flatMap(path =>
    Object.entries(readJson<{ dependencies?: Record<string, string> }>(path).dependencies ?? {}),
  )
  return [...new Map(all)]
    .filter(([name]) => !name.startsWith('@harambee/'))
    .map(([name, version]) => ({ name, version }))
}

test('every package of the lockfile is pinned by its content', () => {
  const { packages } = readJson<{ packages: Record<string, LockedPackage> }>('package-lock.json')
  const loose = Object.entries(packages)
    .filter(([path, { link }]) => path.startsWith('node_modules/') && !link)
    .filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))
    .map(([path]) => path)

  assert.deepEqual(loose, [])
})

test('few packages are named as needed, each by one version and with a reason', () => {
  const direct = listDirect()
  const reasons = readFileSync(join(root, 'docs/security.md'), 'utf8')

  const running = direct.filter(({ name }) => !DOES_NOT_RUN.test(name))
  assert.ok(running.length <= MOST_RUNNING, `${running.length} direct dependencies that run`)
  assert.deepEqual(
    direct.filter(({ version }) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)).map(({ name }) => name),
    [],
  )
  assert.deepEqual(
    direct.filter(({ name }) => !reasons.includes(`| \`${name}\` |`)).map(({ name }) => name),
    [],
  )
})

test('only what has to runs a script when it is installed', () => {
  const { allowScripts } = readJson<{ allowScripts: Record<string, boolean> }>('package.json')
  const { packages } = readJson<{ packages: Record<string, LockedPackage & { hasInstallScript?: boolean }> }>(
    'package-lock.json',
  )
  const wanting = Object.entries(packages)
    .filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev)
    .map(([path]) => path.replace(/^.*node_modules\//, ''))

  assert.deepEqual(
    wanting.filter(name => allowScripts[name] === undefined),
    [],
  )
})

test('one command lists everything that runs, with its content and its licence', () => {
  const text = execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: root, encoding: 'utf8' })
  const bill = JSON.parse(text) as {
    bomFormat: string
    components: Component[]
  }

  assert.equal(bill.bomFormat, 'CycloneDX')
  // Without the tools npm would leave out what tools need as well; it marks those that nothing else needs.
  const components = bill.components.filter(
    ({ properties }) => !properties?.some(({ name }) => name === 'cdx:npm:package:development'),
  )
  const names = new Set(components.map(({ name }) => name))
  assert.deepEqual(
    listDirect().filter(({ name }) => !names.has(name)),
    [],
  )
  // Ours are listed by the names of their folders.
  const own = new Set(globSync('{packages/*,examples/*,web}', { cwd: root }).map(path => basename(path)))
  const foreign = components.filter(({ name }) => !own.has(name) && !name.startsWith('@harambee/'))
  assert.deepEqual(
    foreign
      .filter(({ name, hashes, licenses }) => !hashes?.length || !(licenses?.length || hasLicenceFile(name)))
      .map(({ name }) => name),
    [],
  )
})

interface Component {
  readonly name: string
  readonly version: string
  readonly hashes?: readonly unknown[]
  readonly licenses?: readonly unknown[]
  readonly purl: string
  readonly properties?: readonly { readonly name: string }[]
}

function hasLicenceFile(name: string): boolean {
  const text = LICENCE_IN_A_FILE[name]
  return text?.test(readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8')) === true
}
