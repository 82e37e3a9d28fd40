// What a payload says, as the command line shows it.

import type { Callback } from '@harambee/daraja'
import { toIso } from '../payment-json.ts'

export function toCallbackJson(callback: Callback) {
  return {
    kind: callback.kind,
    checkoutRequestId: callback.checkoutRequestId,
    merchantRequestId: callback.merchantRequestId,
    resultCode: callback.resultCode,
    succeeded: callback.succeeded,
    amountKes: callback.amountKes,
    receiptNumber: callback.receiptNumber,
    occurredAt: callback.occurredAtMs === null ? null : toIso(callback.occurredAtMs),
    phoneNumber: callback.phoneNumber,
    shortCode: callback.shortCode,
    accountReference: callback.accountReference,
    problems: callback.problems,
  }
}
