// The versions of what everything runs on.

import { isAtLeast, OLDEST_NODE, OLDEST_SQLITE } from '@harambee/payments'
import { type Check, ill, well } from './check.ts'

const FIX = 'Run "npm ci" and then "npm start" or "npx harambee", which use the Node.js this project pins.'

/** @param versions of this process */
export function checkRuntime({ node, sqlite }: { node: string; sqlite?: string }): Check[] {
  return [
    isAtLeast(node, OLDEST_NODE)
      ? well('node', `Node.js ${node}.`)
      : ill('node', `Node.js ${node} is too old: ${OLDEST_NODE} or newer is needed.`, FIX),
    sqlite !== undefined && isAtLeast(sqlite, OLDEST_SQLITE)
      ? well('sqlite', `SQLite ${sqlite}.`)
      : ill(
          'sqlite',
          `SQLite ${sqlite ?? 'is missing, which'} can lose commits: ${OLDEST_SQLITE} or newer is needed.`,
          FIX,
        ),
  ]
}
