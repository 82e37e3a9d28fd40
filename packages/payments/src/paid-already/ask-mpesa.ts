// Asks M-PESA about one code a giver has told (Transaction Status). The answer comes through the payment's own door, like a
// callback: stored before it is answered, and compared with what was asked before it counts (settle-tasks.ts).

import type { Daraja } from '@harambee/daraja'
import { type CallbackTokens, toCallbackUrl } from '../callback-url.ts'
import type { Database } from '../database/database.ts'
import { toErrorText } from '../log.ts'
import type { PaymentId } from '../payment.ts'
import type { Ports } from '../ports.ts'
import { changeTask } from '../queries/tasks.ts'
import type { RateLimit } from '../rate-limit.ts'
import type { Sealer } from '../sealing.ts'
import type { Task } from './task.ts'

export interface AskContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Pick<Ports, 'nowMs' | 'log'>
  readonly daraja: Pick<Daraja, 'queryTransactionStatus'>
  readonly tokens: CallbackTokens
  readonly callbackBase: string
  readonly rateLimit: RateLimit
}

/** Asks once. What is refused is a person's to look into; what nobody knows of may still be answered. Never throws. */
export async function askMpesa(context: AskContext, task: Task): Promise<void> {
  const { database, sealer, ports, daraja, tokens, callbackBase, rateLimit } = context
  const url = toCallbackUrl(callbackBase, task.paymentId as PaymentId, tokens)
  try {
    await rateLimit.wait()
    const { receiptNumber } = task
    const answer = await daraja.queryTransactionStatus({ receiptNumber, resultUrl: url, timeoutUrl: url })
    const changedAtMs = ports.nowMs()
    if (answer.outcome === 'accepted') {
      const conversationId = answer.conversationId ?? answer.originatorConversationId
      await changeTask({ database, sealer }, task.id, ['asking'], { conversationId, changedAtMs })
      return
    }
    const { reason, errorCode, message, httpStatus } = answer.problem
    ports.log.warn('M-PESA did not take the question about a code', { reason, errorCode, message, httpStatus })
    if (answer.outcome === 'unknown') return
    const because = 'M-PESA could not be asked'
    await changeTask({ database, sealer }, task.id, ['asking'], { state: 'open', because, changedAtMs })
  } catch (error) {
    ports.log.error('a question about a code failed in an unforeseen way', { error: toErrorText(error) })
  }
}
