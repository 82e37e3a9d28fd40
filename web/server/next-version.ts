// Next.js has a security release nearly every month; below this one a page of ours could be given to somebody else
// (docs/security.md).

import { createRequire } from 'node:module'
import { isAtLeast } from '@harambee/payments'

const OLDEST_NEXT = '16.4.5'

/**
 * @param version of the Next.js that is installed
 * @throws {Error} where it is too old, saying what to do
 */
export function assertNextVersion(version: string = readNextVersion()): void {
  if (isAtLeast(version, OLDEST_NEXT)) return
  throw new Error(
    `Next.js ${version} has known holes: ${OLDEST_NEXT} or newer is needed. Run "npm ci", which brings it.`,
  )
}

function readNextVersion(): string {
  const { version } = createRequire(import.meta.url)('next/package.json') as { version: string }
  return version
}
