// Everything by which a person or a machine says "stop": signals, and the end of whoever started us.

import process from 'node:process'
import { createNpmWatch, isRunByNpm } from './npm-ancestors.ts'

export interface StopRequests {
  /** Aborts at the first request. */
  readonly signal: AbortSignal
  /** Called when somebody presses Ctrl-C again. */
  onForced(run: () => void): void
  close(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** npm hands a Ctrl-C on that the terminal has delivered already: within this it is the same one. */
const SAME_PRESS_MS = 700
/** How often to look whether npm is still there. */
const NPM_INTERVAL_MS = 250

/**
 * Listens until closed.
 * @param nowMs a clock, for telling one press from two
 */
export function listenForStop(nowMs: () => number): StopRequests {
  const stop = new AbortController()
  let firstAtMs = Number.POSITIVE_INFINITY
  let force = () => {}

  const request = () => {
    if (stop.signal.aborted) return
    firstAtMs = nowMs()
    stop.abort()
  }
  const onSignal = (signal: NodeJS.Signals) => {
    const isAnotherPress = signal === 'SIGINT' && nowMs() - firstAtMs > SAME_PRESS_MS
    if (isAnotherPress) force()
    else request()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  // The channel of whoever runs us as a child; see bin/harambee.mjs.
  if (process.connected) {
    process.on('disconnect', request)
    process.channel?.unref()
  }
  const watch = isRunByNpm() ? watchNpm(request) : null

  return {
    signal: stop.signal,
    onForced(run) {
      force = run
    },
    close() {
      for (const signal of SIGNALS) process.off(signal, onSignal)
      process.off('disconnect', request)
      if (watch) clearInterval(watch)
    },
  }
}

function watchNpm(onGone: () => void): NodeJS.Timeout {
  const isThere = createNpmWatch()
  return setInterval(() => {
    if (!isThere()) onGone()
  }, NPM_INTERVAL_MS).unref()
}
