// The site's one way to the engine. `serve.ts` opens it and leaves it on `globalThis`, because Next.js keeps several
// copies of a module in one process and must not open a second database connection.

import type { Engine } from '@harambee/payments'

/** Where `serve.ts` leaves the engine. */
export const ENGINE_KEY = Symbol.for('harambee.engine')

type Holder = { [ENGINE_KEY]?: Engine }

/**
 * The engine of this process.
 * @throws {Error} outside the site's own server: `next start` and `next dev` have no engine
 */
export function engine(): Engine {
  const held = (globalThis as Holder)[ENGINE_KEY]
  if (!held) throw new Error('No engine in this process: start the site with "node web/server/serve.ts".')
  return held
}

/** Leaves the engine where the pages find it. */
export function holdEngine(opened: Engine): void {
  ;(globalThis as Holder)[ENGINE_KEY] = opened
}
