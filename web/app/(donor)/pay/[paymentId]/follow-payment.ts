// Tells a waiting page in the browser that its payment has changed. Three rungs (UX 1.1.3): the server's event stream;
// after two errors, polling that grows rarer; and, whatever happens, one look as soon as the page is seen again, because
// phones cut every connection of a browser while the M-PESA prompt stands in front of it.

interface Follow {
  readonly eventsUrl: string
  readonly statusUrl: string
  /** The version the page shows. */
  currentVersion(): string
  onChanged(): void
}

const ERRORS_BEFORE_POLLING = 2
const POLL_DELAYS_MS = [2_000, 3_000, 5_000, 8_000, 10_000]
/** While the stream is open, in case it has died without a word. */
const STREAM_CHECK_MS = 25_000
const POLL_TIMEOUT_MS = 8_000

/** Follows it until called off. */
export function followPayment(follow: Follow): () => void {
  let errors = 0
  let polls = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let stream: EventSource | null = null
  let isOver = false

  const isNews = (version: string) => !isOver && version !== '' && version !== follow.currentVersion()

  async function look(): Promise<void> {
    clearTimeout(timer)
    try {
      const answer = await fetch(follow.statusUrl, {
        headers: { 'If-None-Match': `"${follow.currentVersion()}"` },
        cache: 'no-store',
        signal: AbortSignal.timeout(POLL_TIMEOUT_MS),
      })
      if (answer.ok && isNews((answer.headers.get('etag') ?? '').replaceAll('"', ''))) follow.onChanged()
    } catch {
      // No network just now: the next look comes of its own accord.
    }
    planLook()
  }

  function planLook(): void {
    if (isOver) return
    const delayMs = stream ? STREAM_CHECK_MS : (POLL_DELAYS_MS[Math.min(polls, POLL_DELAYS_MS.length - 1)] ?? 0)
    if (!stream) polls += 1
    clearTimeout(timer)
    timer = setTimeout(() => (document.visibilityState === 'hidden' ? planLook() : look()), delayMs)
  }

  function open(): void {
    const opened = new EventSource(follow.eventsUrl)
    stream = opened
    opened.onopen = () => {
      errors = 0
    }
    // Not shown at once: rendering again over a dead connection would leave the page for the browser's error page. The
    // look proves that the connection lives.
    opened.onmessage = event => {
      if (isNews(event.lastEventId)) look()
    }
    opened.onerror = () => {
      errors += 1
      if (errors < ERRORS_BEFORE_POLLING && opened.readyState !== EventSource.CLOSED) return
      opened.close()
      stream = null
      planLook()
    }
  }

  const seenAgain = () => {
    if (document.visibilityState !== 'visible') return
    polls = 0
    look()
  }
  document.addEventListener('visibilitychange', seenAgain)
  addEventListener('online', seenAgain)
  addEventListener('pageshow', seenAgain)
  open()
  planLook()

  return () => {
    isOver = true
    clearTimeout(timer)
    stream?.close()
    document.removeEventListener('visibilitychange', seenAgain)
    removeEventListener('online', seenAgain)
    removeEventListener('pageshow', seenAgain)
  }
}
