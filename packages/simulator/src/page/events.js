// One live feed for the whole page. The browser reconnects by itself; what was told before the connection comes first.

const listeners = new Set()

/** Calls `listener` for each event, and with `{ type: 'connection', isOpen }` when the feed comes and goes. */
export function listen(listener) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(event) {
  for (const listener of listeners) listener(event)
}

/** Opens the feed; call once. */
export function openFeed() {
  const source = new EventSource('/_sim/events')
  let lastId = 0
  source.addEventListener('open', () => tell({ type: 'connection', isOpen: true }))
  source.addEventListener('error', () => tell({ type: 'connection', isOpen: false }))
  source.addEventListener('message', message => {
    const event = JSON.parse(message.data)
    // After a reconnection the last events come again; after a restart they count from 1.
    if (event.id <= lastId && event.id > lastId - 1000) return
    lastId = event.id
    tell(event)
  })
}
