// Which processes serve a build, so that nobody removes it from under them.

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const toFolder = (build: string) => join(build, 'serving')

/** Notes that this process serves the build. @returns how to take the note back */
export async function markServing(build: string): Promise<() => Promise<void>> {
  const path = join(toFolder(build), String(process.pid))
  await mkdir(toFolder(build), { recursive: true })
  await writeFile(path, '')
  return () => rm(path, { force: true })
}

/** Whether a living process serves the build. */
export async function isServing(build: string): Promise<boolean> {
  const names = await readdir(toFolder(build)).catch(() => [])
  return names.some(name => /^\d+$/.test(name) && isAlive(Number(name)))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM'
  }
}
