// The site, built where it has changed since it was last built. The site knows how; this runs it and listens.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFailure } from '../failure.ts'
import { readLines } from './lines.ts'
import { STOP_WITH_PARENT, signalGroup } from './process-group.ts'

/** What is told of a build that failed: the end of what it said. */
const LAST_WORDS = 30
/** A build that does not stop when asked is ended after this. */
const GRACE_MS = 3_000

export interface BuildOptions {
  readonly root: string
  readonly environment: NodeJS.ProcessEnv
  /** Aborts: the build is not wanted any more. */
  readonly signal: AbortSignal
  /** One line of its progress. */
  readonly onProgress: (line: string) => void
  /** Default: the site's own. */
  readonly script?: string
}

/**
 * Runs the site's build.
 * @returns the folder it lies in; null where the signal came first
 * @throws {CommandFailure} with its last words where it fails
 */
export async function buildSite(options: BuildOptions): Promise<string | null> {
  const { root, environment, signal, onProgress } = options
  const script = options.script ?? join(root, 'web', 'server', 'build.ts')
  if (!existsSync(script)) {
    throw new CommandFailure(
      'build-failed',
      `The site's build ${script} is missing: run this in a whole copy of the project.`,
    )
  }
  if (signal.aborted) return null

  const child = spawn(process.execPath, ['--import', STOP_WITH_PARENT, script], {
    cwd: root,
    env: environment,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const lastWords: string[] = []
  let folder = ''
  const keep = (line: string) => {
    lastWords.push(line)
    if (lastWords.length > LAST_WORDS) lastWords.shift()
  }
  readLines(child.stderr, line => {
    keep(line)
    onProgress(line)
  })
  readLines(child.stdout, line => {
    if (line.trim() !== '') folder = line.trim()
    keep(line)
  })

  let killTimer: NodeJS.Timeout | undefined
  const stop = () => {
    signalGroup(child.pid, 'SIGTERM')
    killTimer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS)
  }
  signal.addEventListener('abort', stop)
  const how = await new Promise<string | null>(resolve => {
    child.on('error', error => resolve(error.message))
    child.on('close', (code, killedBy) =>
      resolve(code === 0 ? null : killedBy ? `ended by ${killedBy}` : `code ${code}`),
    )
  })
  signal.removeEventListener('abort', stop)
  clearTimeout(killTimer)

  if (signal.aborted) return null
  if (how === null && folder !== '') return folder
  throw new CommandFailure(
    'build-failed',
    `The site could not be built (${how ?? 'it did not say where it lies'}). Its last words:\n${lastWords.map(line => `  ${line}`).join('\n')}`,
  )
}
