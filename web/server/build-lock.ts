// One build at a time into one folder. A file names who is building and is touched while they do; a file nobody touches
// any more belonged to a process that died.

import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const TOUCH_INTERVAL_MS = 2_000
const STALE_AFTER_MS = 15_000
const POLL_MS = 250

/**
 * Waits for the lock and takes it.
 * @param onWait called once, when somebody else is building
 * @param timeoutMs when to stop waiting
 * @returns how to give it back
 */
export async function takeBuildLock(path: string, onWait: () => void, timeoutMs: number): Promise<() => Promise<void>> {
  const deadlineMs = performance.now() + timeoutMs
  const owner = `${process.pid} ${randomBytes(8).toString('hex')}`
  await mkdir(dirname(path), { recursive: true })
  let hasSaid = false
  while (!(await tryToTake(path, owner))) {
    if (performance.now() > deadlineMs)
      throw new Error(`Somebody else has been building the site for too long: ${path}`)
    if (!hasSaid) onWait()
    hasSaid = true
    await clearIfStale(path)
    await sleep(POLL_MS)
  }
  const touching = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => {})
  }, TOUCH_INTERVAL_MS)
  return async () => {
    clearInterval(touching)
    if ((await readFile(path, 'utf8').catch(() => '')) === owner) await rm(path, { force: true })
  }
}

async function tryToTake(path: string, owner: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    await file.writeFile(owner)
    await file.close()
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EEXIST') return false
    throw error
  }
}

async function clearIfStale(path: string): Promise<void> {
  const [before, touched] = await Promise.all([readFile(path, 'utf8').catch(() => null), stat(path).catch(() => null)])
  if (before === null || touched === null || Date.now() - touched.mtimeMs < STALE_AFTER_MS) return
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  // Somebody may have cleared it and taken it anew between our look and our move: then it goes back.
  if ((await readFile(aside, 'utf8')) !== before) await link(aside, path).catch(() => {})
  await rm(aside, { force: true })
}
