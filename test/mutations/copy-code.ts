// A copy of the code to put bugs into: the packages and the tests in a folder of their own, where a package that is
// imported by its name is the copied one. Everything else is the installed one.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addBug, type Bug, listFiles } from './bug.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What runs without the site. */
const PACKAGES = ['daraja', 'payments', 'simulator', 'cli'] as const
const LEFT_OUT = new Set(['node_modules', 'dist', '.next'])

export interface Copy {
  readonly folder: string
  /** Does something while the bug is in the copy. */
  withBug<T>(bug: Bug, work: () => Promise<T>): Promise<T>
  remove(): void
}

export function copyCode(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-bugs-'))
  for (const part of ['package.json', 'test', ...PACKAGES.map(name => `packages/${name}`)]) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true, filter: path => !LEFT_OUT.has(basename(path)) })
  }
  linkModules(folder)
  return {
    folder,
    async withBug(bug, work) {
      const files = listFiles(bug)
      try {
        for (const file of files) writeFileSync(join(folder, file), addBug(bug, file, readSource(file)))
        return await work()
      } finally {
        for (const file of files) writeFileSync(join(folder, file), readSource(file))
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A file as it is in the repository. */
export function readSource(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

function linkModules(folder: string): void {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '@harambee'), { recursive: true })
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '@harambee') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  }
  for (const name of PACKAGES) symlinkSync(join(folder, 'packages', name), join(modules, '@harambee', name))
}
