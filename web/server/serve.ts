// `node web/server/serve.ts`: the site's process. Opens the engine, leaves it where the pages find it, and serves the
// current build. Ends within five seconds of SIGTERM.

import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { basename, join } from 'node:path'
import { createLog, type Engine, type Log, openEngineWhenReachable, toErrorText } from '@harambee/payments'
import { z } from 'zod'
import { holdEngine } from './engine.ts'
import { createFindSender } from './forwarded.ts'
import { readInstallable } from './installable/serve-installable.ts'
import { readStyleSheets } from './light/style-sheets.ts'
import { assertNextVersion } from './next-version.ts'
import { closeStreams } from './open-streams.ts'
import { toServerActionsKey } from './server-actions-key.ts'
import { markServing } from './serving-mark.ts'
import { readSiteConfiguration } from './site-configuration.ts'
import { findBuildFolder, isWhole, listBuilds, ROOT, SITE } from './site-folders.ts'
import { createSiteServer } from './site-server.ts'
import { listStaticFiles } from './static-files.ts'

/** Connections that wait to be accepted, when thousands come at once. */
const BACKLOG = 4_096
/** Requests under way are waited for this long; what is left of five seconds closes the engine. */
const DRAIN_TIMEOUT_MS = 2_500
const STOP_TIMEOUT_MS = 4_500

/** What Next.js notes of its actions. There is one. */
const actionsManifest = z.object({ node: z.record(z.string(), z.unknown()) })

const configuration = readSiteConfiguration()
const log = createLog('site', configuration.serving.logLevel)
try {
  await serve()
} catch (error) {
  console.error(toReadable(error))
  process.exit(1)
}

async function serve(): Promise<void> {
  assertNextVersion()
  const build = process.env.HARAMBEE_SITE_BUILD ?? (await findBuildFolder(configuration))
  if (!isWhole(build)) throw new Error('The site is not built, or has changed: run "node web/server/build.ts".')

  const pause = (delayMs: number) => new Promise<void>(resolve => setTimeout(resolve, delayMs))
  const engine = await openEngineWhenReachable(configuration, { folder: ROOT, log, pause })
  holdEngine(engine)
  const handlePage = await startNext(build)
  const staticFiles = await listStaticFiles([build, ...(await listBuilds())])
  const server = createSiteServer({
    log,
    publicOrigins: configuration.serving.publicOrigins,
    findSender: createFindSender(configuration.callbacks.trustedProxies),
    simulatorPort: configuration.daraja.mode === 'demo' ? configuration.serving.simulatorPort : null,
    staticFiles,
    styleSheets: await readStyleSheets(staticFiles),
    installable: await readInstallable(
      basename(build),
      async () => (await engine.listCampaigns(1))[0]?.content.charity ?? null,
    ),
    actionId: await findActionId(build),
    check: () => engine.database.check(),
    handlePage,
  })
  await listen(server)
  const unmark = await markServing(build)
  const stop = createStop({ server, engine, log, unmark })
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  log.info('the site is ready', { address: configuration.serving.publicOrigins[0] ?? '' })
}

/** Next.js reads these when it is loaded, so it is loaded here. */
async function startNext(build: string): Promise<Parameters<typeof createSiteServer>[0]['handlePage']> {
  Object.assign(process.env, {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: toServerActionsKey(configuration),
    HARAMBEE_SITE_BUILD: build,
  })
  const { default: next } = await import('next')
  const { host, port } = configuration.serving
  const app = next({ dev: false, dir: SITE, hostname: host, port, quiet: true })
  await withoutChatter(() => app.prepare())
  return app.getRequestHandler()
}

/** Next.js says how long its configuration took to read; the log has nothing to do with that. */
async function withoutChatter(run: () => Promise<void>): Promise<void> {
  const { log: say } = console
  console.log = () => {}
  try {
    await run()
  } finally {
    console.log = say
  }
}

async function findActionId(build: string): Promise<string> {
  const text = await readFile(join(build, 'server', 'server-reference-manifest.json'), 'utf8')
  const [actionId, ...others] = Object.keys(actionsManifest.parse(JSON.parse(text)).node)
  if (actionId === undefined || others.length > 0)
    throw new Error('The build has to hold one form action, and no other.')
  return actionId
}

function listen(server: Server): Promise<void> {
  const { host, port } = configuration.serving
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: BACKLOG }, resolve)
  })
}

function createStop(parts: { server: Server; engine: Engine; log: Log; unmark: () => Promise<void> }): () => void {
  return () => {
    setTimeout(() => process.exit(0), STOP_TIMEOUT_MS).unref()
    stop(parts)
      .catch(error => parts.log.error('stopping was not clean', { error: toErrorText(error) }))
      .finally(() => process.exit(0))
  }
}

async function stop({ server, engine, log, unmark }: Parameters<typeof createStop>[0]): Promise<void> {
  log.info('the site is stopping')
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  closeStreams()
  server.closeIdleConnections()
  const forced = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT_MS)
  await closed
  clearTimeout(forced)
  await unmark()
  await engine.close()
}

function toReadable(error: unknown): string {
  const { host, port } = configuration.serving
  const code = (error as { code?: unknown }).code
  if (code === 'EADDRINUSE') return `Port ${port} is taken: stop what listens there, or set PORT to another.`
  if (code === 'EACCES') return `Port ${port} may not be used by this user: set PORT to one above 1023.`
  if (code === 'EADDRNOTAVAIL') return `HOST=${host} is no address of this machine.`
  return error instanceof Error ? error.message : String(error)
}
