// What Next.js catches, told to the engine's log: the route and the error, never the request. A path holds a payment's
// id, so the route's pattern stands in for it.

import { engine } from './server/engine.ts'

const MAX_TEXT_LENGTH = 256

export function onRequestError(
  error: unknown,
  _request: unknown,
  context: { readonly routePath: string; readonly routeType: string },
): void {
  const text = error instanceof Error ? error.message : String(error)
  engine().ports.log.error('a page could not be rendered', {
    route: context.routePath,
    kind: context.routeType,
    error: text.slice(0, MAX_TEXT_LENGTH),
  })
}
