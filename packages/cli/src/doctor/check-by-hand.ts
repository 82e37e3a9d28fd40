// Money that is paid by hand: whether Safaricom tells us of it, whether M-PESA can be asked about a code, and whether a person
// is behind with what givers were promised.

import { type Engine, hasC2bCallbacks } from '@harambee/payments'
import { counted } from '../counted.ts'
import { type Check, hint, ill, well } from './check.ts'

/** Counted up to this. */
const MOST = 10_000

export async function checkByHand(engine: Engine): Promise<Check[]> {
  return [await checkRegistered(engine), checkInitiator(engine), await checkTasks(engine)]
}

/** Nobody can ask Safaricom; but nearly every prompted payment arrives as a confirmation too (docs/daraja.md §4). */
async function checkRegistered({ configuration, database, listPayments }: Engine): Promise<Check> {
  const name = 'c2b-urls'
  if (configuration.daraja.mode === 'demo')
    return well(name, 'The simulator: "harambee register-urls" has it tell of money paid by hand.')
  if (await hasC2bCallbacks(database.kysely)) return well(name, 'Safaricom tells of money paid by hand.')
  const paid = (await listPayments({ status: 'succeeded', limit: 1 })) ?? []
  const message =
    paid.length === 0
      ? 'No message of money paid by hand has come yet.'
      : 'Gifts have been paid, and no message of money has come besides: the C2B addresses are probably not registered, and what is paid by hand is not seen.'
  return hint(name, message, 'Once, from where the callback URL is set: npx harambee register-urls')
}

function checkInitiator({ configuration }: Engine): Check {
  const name = 'status-questions'
  const { initiator, mode } = configuration.daraja
  if (initiator !== null) return well(name, `M-PESA is asked about codes that givers tell, as ${initiator.name}.`)
  const message = 'Codes that givers tell, and that the books do not know, are looked into by a person.'
  if (mode === 'demo') return well(name, message)
  const fix = 'To have M-PESA asked first, set MPESA_INITIATOR_NAME and MPESA_SECURITY_CREDENTIAL.'
  return hint(name, message, fix)
}

async function checkTasks({ paidAlready, ports }: Engine): Promise<Check> {
  const name = 'tasks'
  const open = await paidAlready.listTasks({ states: ['open'], limit: MOST })
  if (open.length === 0) return well(name, 'No giver waits for a person.')
  const late = open.filter(({ dueAtMs }) => dueAtMs < ports.nowMs())
  const message = `${counted(open.length, 'giver')} ${open.length === 1 ? 'waits' : 'wait'} for a person to look`
  const fix = 'See "npx harambee tasks list".'
  if (late.length === 0) return hint(name, `${message}.`, fix)
  return ill(name, `${message}, ${late.length} of them longer than was promised.`, fix)
}
