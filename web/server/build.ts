// `node web/server/build.ts`: builds the site if anything in it has changed, says on stderr what it does, and prints the
// build's folder as the last line of stdout. An unchanged build is reused at once. A site that runs from an older build
// is not disturbed: every build has a folder of its own, and the last few stay.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip, constants as zlib } from 'node:zlib'
import type { Configuration } from '@harambee/payments'
import { takeBuildLock } from './build-lock.ts'
import { assertNextVersion } from './next-version.ts'
import { toServerActionsKey } from './server-actions-key.ts'
import { isServing } from './serving-mark.ts'
import { readSiteConfiguration } from './site-configuration.ts'
import { BUILDS, findBuildFolder, isWhole, listBuilds, SITE, toMarkerPath } from './site-folders.ts'

/** A build takes about ten seconds; a machine that needs this long is stuck. */
const BUILD_TIMEOUT_MS = 10 * 60_000
const PROGRESS_INTERVAL_MS = 4_000
/** Builds kept, besides those a running site uses. */
const KEPT_BUILDS = 4
const ABANDONED_AFTER_MS = 60 * 60_000
/** What Next.js says while it builds is shown only where the build fails, and then its end. */
const MAX_SHOWN_OUTPUT = 8_000

const COMPRESSED = new Set(['.js', '.css', '.svg', '.json', '.txt'])
const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/** What a build needs and `npm ci` leaves out under NODE_ENV=production. */
const BUILD_PACKAGES = ['typescript', '@types/node', '@types/react']

const configuration = readSiteConfiguration()
try {
  console.log(await buildSite(configuration))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

async function buildSite(configuration: Configuration): Promise<string> {
  assertNextVersion()
  const build = await findBuildFolder(configuration)
  if (isWhole(build)) {
    // Used again, so not among the oldest.
    const now = new Date()
    await utimes(toMarkerPath(build), now, now)
    return build
  }

  const giveBack = await takeBuildLock(
    `${build}.lock`,
    () => console.error('Another process is building the site; waiting for it …'),
    BUILD_TIMEOUT_MS,
  )
  try {
    if (!isWhole(build)) await buildInto(build, toServerActionsKey(configuration))
  } finally {
    await giveBack()
  }
  await removeOldBuilds(build)
  return build
}

async function buildInto(build: string, serverActionsKey: string): Promise<void> {
  checkPackages()
  const startedMs = performance.now()
  const seconds = () => Math.round((performance.now() - startedMs) / 1000)
  await rm(build, { recursive: true, force: true })
  // Next.js writes the actions' key into the build: for its owner's eyes only.
  await mkdir(build, { recursive: true, mode: 0o700 })
  await chmod(build, 0o700)

  console.error('Building the site …')
  const progress = setInterval(() => console.error(`Building the site … ${seconds()} s`), PROGRESS_INTERVAL_MS)
  try {
    await runNext(build, serverActionsKey)
    await compressStatic(join(build, 'static'))
    await rm(join(build, 'cache'), { recursive: true, force: true })
  } finally {
    clearInterval(progress)
  }
  await writeFile(toMarkerPath(build), `${JSON.stringify({ fingerprint: basename(build) })}\n`)
  console.error(`The site is built (${seconds()} s).`)
}

/** Next.js would fetch them from the network of its own accord. */
function checkPackages(): void {
  const require = createRequire(join(SITE, 'package.json'))
  const missing = BUILD_PACKAGES.filter(name => {
    try {
      require.resolve(`${name}/package.json`)
      return false
    } catch {
      return true
    }
  })
  if (missing.length > 0) {
    throw new Error(`The site cannot be built: ${missing.join(', ')} not installed. Run "npm ci --include=dev".`)
  }
}

function runNext(build: string, serverActionsKey: string): Promise<void> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const child = spawn(process.execPath, [next, 'build', SITE], {
    cwd: SITE,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: serverActionsKey,
      HARAMBEE_SITE_BUILD: build,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: BUILD_TIMEOUT_MS,
  })
  let output = ''
  const keep = (text: string) => {
    output = (output + text).slice(-MAX_SHOWN_OUTPUT)
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`The site could not be built (${signal ?? `exit ${code}`}):\n${output}`))
    })
  })
}

/** Once here, so that no request has to: brotli's best takes a second for all of them. */
async function compressStatic(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  for (const path of paths.filter(path => COMPRESSED.has(extname(path)))) {
    const content = await readFile(path)
    const brotli = await toBrotli(content, {
      params: {
        [zlib.BROTLI_PARAM_QUALITY]: zlib.BROTLI_MAX_QUALITY,
        [zlib.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    })
    if (brotli.length >= content.length) continue
    await writeFile(`${path}.br`, brotli)
    await writeFile(`${path}.gz`, await toGzip(content, { level: zlib.Z_BEST_COMPRESSION }))
  }
}

async function removeOldBuilds(current: string): Promise<void> {
  const builds = await listBuilds()
  for (const build of builds.slice(KEPT_BUILDS)) {
    if (build !== current && !(await isServing(build))) await rm(build, { recursive: true, force: true })
  }
  const whole = new Set(builds.map(build => basename(build)))
  for (const name of await readdir(BUILDS).catch(() => [])) {
    if (/^[0-9a-f]{16}$/.test(name) && !whole.has(name)) await removeIfAbandoned(join(BUILDS, name))
  }
}

/** What a build that never ended left behind. */
async function removeIfAbandoned(build: string): Promise<void> {
  const touched = await stat(build).catch(() => null)
  const isOld = touched !== null && Date.now() - touched.mtimeMs > ABANDONED_AFTER_MS
  if (isOld && !isWhole(build) && !existsSync(`${build}.lock`)) await rm(build, { recursive: true, force: true })
}
