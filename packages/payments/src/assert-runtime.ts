// What the engine runs on has to be new enough: an older Node.js has known holes, and reads no TypeScript. SQLite's version
// is looked at where it is opened, Next.js's by the site.

/** The oldest that still gets security fixes. */
export const OLDEST_NODE = 24

/**
 * @param versions of this process
 * @throws {Error} that says what to do
 */
export function assertRuntime(versions: { readonly node: string }): void {
  if (Number.parseInt(versions.node, 10) >= OLDEST_NODE) return
  throw new Error(
    `Node.js ${versions.node} is too old: ${OLDEST_NODE} or newer is needed. ` +
      'Run "npm ci" and then "npm start" or "npx harambee", which use the Node.js this project pins.',
  )
}
