// What the engine runs on has to be new enough: an older Node.js has known holes, and reads no TypeScript; an older SQLite
// loses commits. SQLite is looked at where it is opened, Next.js by the site.

/** The oldest that still gets security fixes. */
export const OLDEST_NODE = '24'
/** Older ones can lose commits when the write-ahead log is reset (fixed in 3.51.3). */
export const OLDEST_SQLITE = '3.51.3'

/**
 * @param versions of this process
 * @throws {Error} that says what to do
 */
export function assertRuntime(versions: { readonly node: string }): void {
  if (isAtLeast(versions.node, OLDEST_NODE)) return
  throw new Error(
    `Node.js ${versions.node} is too old: ${OLDEST_NODE} or newer is needed. ` +
      'Run "npm ci" and then "npm start" or "npx harambee", which use the Node.js this project pins.',
  )
}

/** Compares versions such as `16.4.6` and `16.5.0-canary.3` by their numbers. What is no version is at least nothing. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [parts, least] = [version, oldest].map(text => (text.split('-')[0] ?? '').split('.').map(Number))
  for (const [index, needed] of (least ?? []).entries()) {
    const part = parts?.[index] ?? 0
    if (part !== needed) return part > needed
  }
  return true
}
