// Names a build after everything that goes into it, so that an unchanged site is never built twice and a changed one
// never served stale.

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** What a build is made of, relative to the repository's root. Folders count with everything in them. */
export const INGREDIENTS: readonly string[] = [
  'package-lock.json',
  'packages/daraja/src',
  'packages/payments/src',
  'web/app',
  'web/components',
  'web/instrumentation.ts',
  'web/next.config.ts',
  'web/package.json',
  'web/postcss.config.mjs',
  'web/proxy.ts',
  'web/server',
  'web/tsconfig.json',
  'web/words',
]

/** More files than the site has; beyond it something is in the wrong folder. */
const MAX_FILES = 10_000

const FINGERPRINT_LENGTH = 16

/** One file that goes into a build. */
export interface Ingredient {
  readonly path: string
  readonly content: Uint8Array
}

/**
 * The fingerprint of a set of files and facts.
 * @param facts what is no file: the key forms are signed with, the version of Next.js
 */
export function toFingerprint(ingredients: readonly Ingredient[], facts: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256')
  const sorted = [...ingredients].sort((left, right) => (left.path < right.path ? -1 : 1))
  // Lengths keep "ab" + "c" and "a" + "bc" apart.
  for (const { path, content } of sorted) hash.update(`file ${path} ${content.length}\n`).update(content)
  for (const [name, value] of Object.entries(facts).sort()) hash.update(`fact ${name} ${value.length} ${value}\n`)
  return hash.digest('hex').slice(0, FINGERPRINT_LENGTH)
}

/** Reads everything a build is made of. What is missing counts as missing, not as an error. */
export async function readIngredients(root: string): Promise<Ingredient[]> {
  const paths: string[] = []
  for (const name of INGREDIENTS) {
    const path = join(root, name)
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null)
    if (entries === null) paths.push(path)
    else for (const entry of entries) if (entry.isFile()) paths.push(join(entry.parentPath, entry.name))
  }
  if (paths.length > MAX_FILES) throw new Error(`The site has ${paths.length} files: something is in the wrong folder.`)
  const read = await Promise.all(
    paths.map(async path => ({
      path: relative(root, path).split(sep).join('/'),
      content: await readFile(path).catch(() => null),
    })),
  )
  return read.flatMap(({ path, content }) => (content === null ? [] : [{ path, content }]))
}
