import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the newest build of the site: what a test that has started the site looks at. */
export function findBuild(root: string): string {
  const folder = join(root, 'web/.next')
  const builds = readdirSync(folder)
    .filter(name => /^[0-9a-f]{16}$/.test(name))
    .map(name => join(folder, name, 'harambee-build.json'))
    .filter(path => statSync(path, { throwIfNoEntry: false }))
    .sort((left, right) => statSync(left).mtimeMs - statSync(right).mtimeMs)
  const newest = builds.at(-1)
  if (newest === undefined) throw new Error('the site is not built')
  return join(newest, '..')
}
