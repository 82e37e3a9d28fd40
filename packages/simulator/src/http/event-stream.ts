// The live feed (`GET /_sim/events`): server-sent events, the last ones first.

import type { ServerResponse } from 'node:http'
import type { Core } from '../core.ts'
import type { SimulatorEvent } from '../events.ts'

/** Feeds open at once. */
const MAX_FEEDS = 64
/** A reader this far behind is let go; it comes back by itself. */
const MAX_BEHIND_BYTES = 1024 * 1024
/** Nothing for this long, and a comment keeps the connection alive. */
const HEARTBEAT_MS = 15_000

export interface EventFeeds {
  /** Turns an answer into a feed; false where there are too many. */
  open(response: ServerResponse): boolean
  close(): void
}

export function createEventFeeds(core: Core): EventFeeds {
  const feeds = new Set<ServerResponse>()
  const send = (response: ServerResponse, text: string) => {
    if (response.writableLength > MAX_BEHIND_BYTES) response.destroy()
    else response.write(text)
  }
  const heartbeat = setInterval(() => {
    for (const feed of feeds) send(feed, ': still here\n\n')
  }, HEARTBEAT_MS)
  heartbeat.unref()
  return {
    open(response) {
      if (feeds.size >= MAX_FEEDS) return false
      feeds.add(response)
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      response.write(`retry: 2000\n\n${core.events.recent().map(toMessage).join('')}`)
      const unsubscribe = core.events.subscribe(event => send(response, toMessage(event)))
      response.on('close', () => {
        unsubscribe()
        feeds.delete(response)
      })
      return true
    },
    close() {
      clearInterval(heartbeat)
      for (const feed of feeds) feed.end()
    },
  }
}

function toMessage(event: SimulatorEvent): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`
}
