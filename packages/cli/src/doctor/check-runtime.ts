// The versions of what everything runs on.

import { OLDEST_NODE } from '@harambee/payments'
import { type Check, ill, well } from './check.ts'

/** Older ones can lose commits when the write-ahead log is reset. */
const OLDEST_SQLITE = [3, 51, 3] as const

const FIX = 'Run "npm ci" and then "npm start" or "npx harambee", which use the Node.js this project pins.'

/** @param versions of this process */
export function checkRuntime(versions: { node: string; sqlite?: string }): Check[] {
  const node = Number.parseInt(versions.node, 10)
  const sqlite = versions.sqlite?.split('.').map(Number) ?? []
  return [
    node >= OLDEST_NODE
      ? well('node', `Node.js ${versions.node}.`)
      : ill('node', `Node.js ${versions.node} is too old: ${OLDEST_NODE} or newer is needed.`, FIX),
    isAtLeast(sqlite, OLDEST_SQLITE)
      ? well('sqlite', `SQLite ${versions.sqlite}.`)
      : ill(
          'sqlite',
          `SQLite ${versions.sqlite ?? 'is missing, which'} can lose commits: ${OLDEST_SQLITE.join('.')} or newer is needed.`,
          FIX,
        ),
  ]
}

function isAtLeast(parts: readonly number[], oldest: readonly number[]): boolean {
  for (const [index, part] of oldest.entries()) {
    const difference = (parts[index] ?? 0) - part
    if (difference !== 0) return difference > 0
  }
  return true
}
