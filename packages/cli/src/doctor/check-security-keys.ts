// When an old security key can go. While several are configured, callbacks of earlier pushes still come through the old
// ones, and C2B URLs keep the key they were registered with until they are registered again.

import { countOpenPayments, type Engine, type KeyUse, listKeyUses, toSecurityKeyId } from '@harambee/payments'
import { counted } from '../counted.ts'
import { type Check, hint, well } from './check.ts'

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS
/** Processes are started again one after the other: for so long some may have used the key before. */
const CHANGE_MS = 10 * 60_000
/** Safaricom posts within seconds, and after an outage within hours: a key that is still heard after a day is still in use. */
const QUIET_MS = DAY_MS
/** Counted up to this. */
const MOST = 10_000
const NAME = 'security-keys'
const FIX_REMOVE =
  'Take it out of MPESA_CALLBACK_SECRET_KEY and start everything again. C2B URLs that hold it are registered anew with the first key before.'

/** One line for each key that is not the first. Keys are numbered as they stand in the variable, never shown. */
export async function checkSecurityKeys(engine: Engine): Promise<Check[]> {
  const { configuration, database, sealer, ports } = engine
  const { keys } = configuration.callbacks
  if (keys.length === 1) return [well(NAME, 'One security key, in every URL.')]

  const [firstId = '', ...oldIds] = keys.map(key => toSecurityKeyId(sealer, key.reveal()))
  const uses = await listKeyUses(database.kysely)
  const [newest] = uses
  if (newest?.keyId !== firstId || newest.firstUsedAtMs === 0) {
    const message = `${keys.length} security keys are configured, and no engine has been started with the first one yet.`
    return [hint(NAME, message, 'Start everything again: npm start')]
  }
  const open = await countOpenPayments(database.kysely, newest.firstUsedAtMs + CHANGE_MS, MOST)
  return oldIds.map((id, index) => {
    const about = { number: index + 2, use: uses.find(({ keyId }) => keyId === id) ?? null }
    return checkOldKey(about, { open, firstUsedAtMs: newest.firstUsedAtMs, nowMs: ports.nowMs() })
  })
}

function checkOldKey(
  { number, use }: { number: number; use: KeyUse | null },
  { open, firstUsedAtMs, nowMs }: { open: number; firstUsedAtMs: number; nowMs: number },
): Check {
  const lastHeardAtMs = use?.lastHeardAtMs ?? null
  const heard = lastHeardAtMs === null ? 'has not been heard' : `was last heard ${toAgo(nowMs - lastHeardAtMs)}`
  const begins = `Security key ${number} ${heard}; the first key came into use ${toAgo(nowMs - firstUsedAtMs)}.`
  if (open > 0) {
    const payments = open >= MOST ? `${MOST} payments or more` : counted(open, 'payment')
    const message = `${begins} ${payments} from before ${open === 1 ? 'is' : 'are'} open and may be answered through it: keep it.`
    const fix = 'Keep it until they are settled: npx harambee reconcile, and payments list --status review'
    return hint(NAME, message, fix)
  }
  if (lastHeardAtMs !== null && nowMs - lastHeardAtMs < QUIET_MS) {
    const message = `${begins} No payment from before is open, and it is still heard: keep it until a day has passed without.`
    const fix = 'If it goes on being heard, C2B URLs are still registered with it: register them with the first key.'
    return hint(NAME, message, fix)
  }
  return hint(NAME, `${begins} No payment from before is open: the old key can go.`, FIX_REMOVE)
}

/** `3 hours ago`. */
function toAgo(durationMs: number): string {
  const hours = Math.floor(durationMs / HOUR_MS)
  if (hours < 1) return 'within the hour'
  return hours < 48 ? `${counted(hours, 'hour')} ago` : `${counted(Math.floor(hours / 24), 'day')} ago`
}
