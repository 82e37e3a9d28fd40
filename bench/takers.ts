// The servers a callback can be sent to, each in a process of its own, all on one core.

import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { SECURITY_KEY } from './books/gift.ts'
import { type Books, openBooks } from './books/open-books.ts'
import type { CleanUps } from './clean-ups.ts'
import type { Taker } from './measure.ts'
import type { PostgresServer } from './servers/postgres-server.ts'
import { ROOT, startServer } from './servers/start-server.ts'

const ENGINE = 'packages/cli/src/processes/engine.ts'
const PART = 'bench/servers/part-of-engine.ts'
const TUTORIAL = join(ROOT, 'bench/tutorial-site')

export async function startBare(cleanUps: CleanUps, folder: string): Promise<Taker> {
  const { port, pid } = await startServer(cleanUps, folder, { script: 'bench/servers/bare.ts' })
  return { name: 'bare', port, pids: [pid], kind: 'payment', books: null }
}

/** `next start` on the tutorial's handler. */
export async function startTutorial(cleanUps: CleanUps, folder: string): Promise<Taker> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const { status } = spawnSync(process.execPath, [next, 'build'], {
    cwd: TUTORIAL,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (status !== 0) throw new Error('the tutorial’s handler could not be built')
  const { port, pid } = await startServer(cleanUps, folder, {
    script: next,
    args: ['start', TUTORIAL, '-H', '127.0.0.1', '-p', 'PORT'],
    environment: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', MPESA_CALLBACK_SECRET_KEY: SECURITY_KEY },
  })
  return { name: 'tutorial', port, pids: [pid], kind: 'tutorial', books: null }
}

/** @param options.part `whole`: the engine as it is run · `store`: without its drain · `each`: the same with a commit for each callback */
export async function startEngine(
  cleanUps: CleanUps,
  folder: string,
  options: {
    name: string
    url: string
    part?: 'whole' | 'each' | 'store'
    postgres?: PostgresServer
    isSigned?: boolean
    command?: readonly string[]
  },
): Promise<Taker & { books: Books }> {
  const { name, url, part = 'whole', postgres, command = [], isSigned = true } = options
  const books = await openBooks(cleanUps, url, { isDrained: part === 'whole', isSigned })
  const { port, pid } = await startServer(cleanUps, folder, {
    script: part === 'whole' ? ENGINE : PART,
    environment: { ...books.environment, BENCH_PART: part },
    command,
  })
  return { name, port, pids: postgres ? [pid, postgres.pid] : [pid], kind: 'payment', books }
}

/** The site, from a build of the sources as they are. @returns its port */
export async function startSite(cleanUps: CleanUps, folder: string, books: Books): Promise<number> {
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'web/server/build.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...books.environment },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error('the site could not be built')
  const { port } = await startServer(cleanUps, folder, {
    script: 'web/server/serve.ts',
    isSite: true,
    environment: { ...books.environment, HARAMBEE_SITE_BUILD: stdout.trim().split('\n').at(-1) },
  })
  return port
}

export function toFileUrl(folder: string, name: string): string {
  return `file:${join(folder, name, 'harambee.db')}`
}
