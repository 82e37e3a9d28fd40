// A project that `start` can run: with a site of a few lines, and a Daraja of the test's own instead of Safaricom's.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startFakeDaraja } from './fake-daraja.ts'
import { type RunningProcess, runProcess } from './run-process.ts'
import { openTestProject, type TestProject } from './test-project.ts'

export interface StartProject extends TestProject {
  start(options?: { words?: readonly string[]; environment?: NodeJS.ProcessEnv; command?: string }): RunningProcess
  /** As npm does it: through a shell that hands no signal on. */
  startUnderShell(): RunningProcess
  /** Replaces the site's build. */
  writeBuild(script: string): void
  /** Replaces the site. */
  writeSite(script: string): void
}

export const HARAMBEE = fileURLToPath(new URL('../bin/harambee.mjs', import.meta.url))
export const KEY = 'c0ffee'.repeat(4)

const BUILD = `
console.error('Building the site …')
console.log('some remark')
console.log('/the/build/folder')
`

/** A site: it answers, and stops when asked. */
export const SERVE = `
import { createServer } from 'node:http'
const server = createServer((request, response) => response.end(JSON.stringify({ status: 'ok', pid: process.pid, build: process.env.HARAMBEE_SITE_BUILD })))
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log(JSON.stringify({ level: 30, time: new Date().toISOString(), part: 'site', msg: 'the site is ready' })))
process.on('SIGTERM', () => { server.close(() => process.exit(0)); server.closeAllConnections() })
`

/** Sandbox credentials, so that no simulator is needed. */
export async function openStartProject(
  context: TestContext,
  variables: Record<string, string> = {},
): Promise<StartProject> {
  const daraja = await startFakeDaraja(context)
  const project = await openTestProject({
    MPESA_CONSUMER_KEY: 'consumer-key',
    MPESA_CONSUMER_SECRET: 'consumer-secret',
    MPESA_PASSKEY: 'passkey-of-the-sandbox',
    MPESA_ENVIRONMENT: 'sandbox',
    MPESA_DARAJA_URL: `http://127.0.0.1:${daraja.port}`,
    MPESA_CALLBACK_SECRET_KEY: KEY,
    HARAMBEE_SECRET: 'h'.repeat(64),
    ...variables,
  })
  project.environment.MPESA_CALLBACK_URL ??= `http://127.0.0.1:${project.environment.CALLBACK_PORT}/cb`
  const server = join(project.folder, 'web', 'server')
  mkdirSync(server, { recursive: true })
  const writeSite = (script: string) => writeFileSync(join(server, 'serve.ts'), script)
  writeSite(SERVE)
  const writeBuild = (script: string) => writeFileSync(join(server, 'build.ts'), script)
  writeBuild(BUILD)

  return {
    ...project,
    writeBuild,
    writeSite,
    startUnderShell: () =>
      runProcess(context, 'sh', ['-c', `"${process.execPath}" "${HARAMBEE}" start; true`], {
        folder: project.folder,
        environment: { ...process.env, ...project.environment, npm_lifecycle_event: 'start' },
      }),
    start(options = {}) {
      const { words = [], environment = {}, command = process.execPath } = options
      return runProcess(context, command, [HARAMBEE, 'start', ...words], {
        folder: project.folder,
        environment: { ...process.env, ...project.environment, ...environment },
      })
    },
  }
}
