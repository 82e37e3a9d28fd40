// Whether there is a backup to go back to, and whether the books end where they should. Neither reads much.

import { checkHistoryEnd, type Engine, findLastBackup } from '@harambee/payments'
import { type Check, hint, ill, well } from './check.ts'

const DAY_MS = 24 * 60 * 60_000
/** What M-PESA lists reaches back two days; a week without a backup is a week of gifts that only the portal remembers. */
const OLD_AFTER_MS = 7 * DAY_MS
const FIX = 'Make one now, and one every day: npx harambee backup FILE'

/** Only a hint: a backup may have been made in another way. */
export async function checkBackups(engine: Engine): Promise<Check[]> {
  return [await checkAge(engine), await checkEnd(engine)]
}

async function checkAge(engine: Engine): Promise<Check> {
  const name = 'last-backup'
  const last = await findLastBackup(engine.database.kysely)
  if (last) {
    const days = Math.floor((engine.ports.nowMs() - last.madeAtMs) / DAY_MS)
    const message = `The last backup was made ${days < 1 ? 'within a day' : days === 1 ? 'a day ago' : `${days} days ago`}: ${last.path}.`
    return engine.ports.nowMs() - last.madeAtMs > OLD_AFTER_MS ? hint(name, message, FIX) : well(name, message)
  }
  const [payment] = (await engine.listPayments({ limit: 1 })) ?? []
  return payment
    ? hint(name, 'No backup has been made with "harambee backup" yet.', FIX)
    : well(name, 'There is nothing to back up yet.')
}

async function checkEnd(engine: Engine): Promise<Check> {
  const name = 'history-end'
  const bad = await checkHistoryEnd(engine.database.kysely)
  if (!bad) return well(name, 'The history ends where it should; "harambee verify" reads all of it.')
  return ill(name, `${bad.table} ${bad.id}: ${bad.problem}.`, 'See what "npx harambee verify" says.')
}
