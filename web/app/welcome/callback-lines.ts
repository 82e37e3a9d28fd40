// What arrived from Safaricom, one plain line each. The bodies hold phone numbers; the lines hold none.

import { formatShillings, parseCallback, toEastAfricaTimestamp } from '@harambee/daraja'
import type { InboxEntry } from '@harambee/payments'
import type { Words } from '../../words/words.ts'

export interface CallbackLine {
  readonly id: number
  /** `10:02:11` in East Africa. */
  readonly time: string
  readonly text: string
  /** What became of it. */
  readonly verdict: string
  readonly isOdd: boolean
}

export function toCallbackLine(entry: InboxEntry, words: Words): CallbackLine {
  const { welcome } = words
  const stamp = toEastAfricaTimestamp(entry.receivedAtMs)
  return {
    id: entry.id,
    time: `${stamp.slice(8, 10)}:${stamp.slice(10, 12)}:${stamp.slice(12, 14)}`,
    text: toText(entry, words),
    verdict: welcome.verdict[entry.verdict ?? 'none'],
    isOdd: entry.verdict !== null && entry.verdict !== 'applied',
  }
}

function toText(entry: InboxEntry, { welcome }: Words): string {
  const callback = entry.rawBody === null ? null : parseCallback(entry.rawBody)
  if (callback?.succeeded === true && callback.amountKes !== null && callback.receiptNumber !== null) {
    return welcome.callbackPaid(formatShillings(callback.amountKes), callback.receiptNumber)
  }
  if (callback?.succeeded === false && callback.resultCode !== null) return welcome.callbackFailed(callback.resultCode)
  return welcome.callbackOther
}
