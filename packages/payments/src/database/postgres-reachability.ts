// Says once that the server is out of reach, and once that it is back, however many connections find out.

import { type Log, toErrorText } from '../log.ts'

export interface Reachability {
  opened(): void
  lost(error: Error): void
}

export function watchReachability(log: Log): Reachability {
  let isReachable = true
  return {
    opened() {
      if (!isReachable) log.info('PostgreSQL answers again')
      isReachable = true
    },
    lost(error) {
      if (isReachable) log.warn('a connection to PostgreSQL is lost', { error: toErrorText(error) })
      isReachable = false
    },
  }
}
