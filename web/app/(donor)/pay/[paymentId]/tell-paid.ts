// "I paid, but …": reads the form, and has the engine look. What comes in is untrusted, and stays out of every address.

import { MAX_SMS_LENGTH } from '@harambee/daraja'
import { type Heard, isPaymentId } from '@harambee/payments'
import { engine } from '../../../../server/engine.ts'
import { requestScope } from '../../../../server/request-scope.ts'
import { MESSAGE_FIELD } from './message-field.ts'
import type { PaidProblem } from './paid-answer.ts'
import { TOLD_ANCHOR } from './told-anchor.ts'

const STATUS = { invalid: 400, unknown: 404, refused: 409, limited: 429, unavailable: 503 } as const

/** @returns the payment to show, and where on its page; null where the form is shown again */
export async function tellPaid(form: FormData, giver: string): Promise<string | null> {
  const scope = requestScope()
  const message = toMessage(form.getAll(MESSAGE_FIELD))
  const again = (status: number, problem: PaidProblem) => {
    scope.status = status
    scope.paid = { typed: message, problem }
    return null
  }
  const paymentId = /^\/pay\/([^/]+)$/.exec(scope.path)?.[1]
  if (!isPaymentId(paymentId)) {
    scope.status = STATUS.unknown
    return null
  }
  let heard: Heard
  try {
    const telling = { paymentId, giver, peerAddress: scope.peerAddress, message, isSure: form.get('isSure') === 'yes' }
    heard = await engine().paidAlready.hear(telling)
  } catch (error) {
    engine().ports.log.error('what a giver has told could not be kept', {
      error: error instanceof Error ? error.message : '',
    })
    return again(STATUS.unavailable, { problem: 'unavailable' })
  }
  switch (heard.heard) {
    case 'stranger':
      // Somebody else's payment is as unknown as none.
      scope.status = STATUS.unknown
      return null
    case 'problem':
      return again(STATUS.invalid, heard.problem)
    case 'too-many':
      return again(STATUS.limited, { problem: 'too-many' })
    case 'other-payee':
      return again(STATUS.refused, { problem: 'other-payee', payee: heard.payee })
    case 'linked':
      return heard.paymentId
    case 'task':
      // Else the page would open at the form again.
      return `${paymentId}#${TOLD_ANCHOR}`
  }
}

function toMessage(sent: readonly FormDataEntryValue[]): string {
  const [text] = sent
  return typeof text === 'string' ? text.slice(0, MAX_SMS_LENGTH).toWellFormed() : ''
}
