// Next.js has a security release nearly every month; below this one a page of ours could be given to somebody else
// (docs/security.md).

import { createRequire } from 'node:module'

const OLDEST_NEXT = [16, 4, 5] as const

/**
 * @param version of the Next.js that is installed
 * @throws {Error} where it is too old, saying what to do
 */
export function assertNextVersion(version: string = readNextVersion()): void {
  const parts = version.split('-')[0]?.split('.').map(Number) ?? []
  for (const [index, oldest] of OLDEST_NEXT.entries()) {
    const part = parts[index] ?? 0
    if (part > oldest) return
    if (part < oldest || Number.isNaN(part)) {
      throw new Error(
        `Next.js ${version} has known holes: ${OLDEST_NEXT.join('.')} or newer is needed. Run "npm ci", which brings it.`,
      )
    }
  }
}

function readNextVersion(): string {
  const { version } = createRequire(import.meta.url)('next/package.json') as { version: string }
  return version
}
