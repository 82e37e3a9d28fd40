// The end of the history as people note it: `ENTRIES:HASH`.

import type { HistoryHead } from '@harambee/payments'
import { UsageProblem } from './failure.ts'

export function toHeadText({ entries, hash }: HistoryHead): string {
  return `${entries}:${hash}`
}

/** @throws {UsageProblem} */
export function readHead(option: string, text: string): HistoryHead {
  const parts = /^(\d{1,15}):([0-9a-f]{64}|)$/.exec(text.trim())
  const head = { entries: Number(parts?.[1]), hash: parts?.[2] ?? '' }
  if (parts && (head.entries === 0) === (head.hash === '')) return head
  throw new UsageProblem(
    `${option} ${text.slice(0, 100)}: use ENTRIES:HASH as "harambee verify" and "backup" print it.`,
  )
}
