// How Next.js builds and serves the site. Types and lint are checked by `npm test`, not by every build.

import { join, relative } from 'node:path'
import type { NextConfig } from 'next'

const site = import.meta.dirname
const root = join(site, '..')
const build = process.env.HARAMBEE_SITE_BUILD
if (!build) throw new Error('Build with "node web/server/build.ts" and serve with "node web/server/serve.ts".')

const config: NextConfig = {
  // One folder per build, so that a rebuild leaves a running site alone (server/build.ts).
  distDir: relative(site, build),
  transpilePackages: ['@harambee/daraja', '@harambee/payments'],
  // Loaded by the engine outside the pages, which never draw a receipt themselves.
  serverExternalPackages: ['pdfkit'],
  turbopack: { root },
  outputFileTracingRoot: root,
  poweredByHeader: false,
  // Pages are compressed by server/hold-answer.ts, scripts and styles by server/build.ts.
  compress: false,
  // The image optimiser has had remote code execution twice; our pictures are few and ready.
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // Ours are under 1 KiB; server/form-body.ts has the first word.
    serverActions: { bodySizeLimit: '32kb' },
    // TypeScript 7 has no compiler API; without this Next.js refuses it even though it checks nothing here.
    useTypeScriptCli: true,
  },
}

export default config
