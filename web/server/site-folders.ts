// Where the site's sources and builds are.

import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Configuration } from '@harambee/payments'
import { readIngredients, toFingerprint } from './fingerprint.ts'
import { toServerActionsKey } from './server-actions-key.ts'

/** The repository. */
export const ROOT = join(import.meta.dirname, '..', '..')
/** The site within it. */
export const SITE = join(ROOT, 'web')
/** One folder per fingerprint in here. */
export const BUILDS = join(SITE, '.next')

/** Written last into a build: without it the build is not whole. */
const MARKER = 'harambee-build.json'

export const toMarkerPath = (build: string) => join(build, MARKER)

/** Whether a build was finished. */
export function isWhole(build: string): boolean {
  return existsSync(toMarkerPath(build))
}

/** The folder the site as it is now is, or would be, built into. */
export async function findBuildFolder(configuration: Configuration): Promise<string> {
  const next = createRequire(import.meta.url).resolve('next/package.json')
  const { version } = JSON.parse(await readFile(next, 'utf8')) as { version: string }
  const fingerprint = toFingerprint(await readIngredients(ROOT), {
    next: version,
    serverActionsKey: toServerActionsKey(configuration),
  })
  return join(BUILDS, fingerprint)
}

/** Every finished build, newest first. */
export async function listBuilds(): Promise<string[]> {
  const names = await readdir(BUILDS).catch(() => [])
  const builds = await Promise.all(
    names.map(async name => {
      const build = join(BUILDS, name)
      const marker = await stat(toMarkerPath(build)).catch(() => null)
      return marker ? [{ build, builtAtMs: marker.mtimeMs }] : []
    }),
  )
  return builds
    .flat()
    .sort((left, right) => right.builtAtMs - left.builtAtMs)
    .map(({ build }) => build)
}
