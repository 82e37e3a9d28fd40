// Which phone was asked for money last: for a page that shows "the" phone, whatever number somebody typed.

import { listen } from './events.js'

/** After this long without another, the newest prompt's phone is the one. */
const SETTLE_MS = 60

/** Calls `onNumber` with the number of each newly prompted phone; of many at once, with the last. */
export function followPrompts(onNumber) {
  let newest = null
  let timer = 0
  return listen(event => {
    if (event.type !== 'prompt-opened') return
    newest = event.phoneNumber
    if (timer !== 0) return
    timer = setTimeout(() => {
      timer = 0
      onNumber(newest)
    }, SETTLE_MS)
  })
}
