// What a message a giver has sent is answered with where it does not lead to a page: the form again, with the message and what
// to mend. Lives for one request (server/request-scope.ts).

import type { ReceiptCodeProblem } from '@harambee/daraja'

export type PaidProblem =
  | ReceiptCodeProblem
  | { readonly problem: 'too-many' | 'unavailable' }
  /** A payment to somebody else, as far as the message tells. */
  | { readonly problem: 'other-payee'; readonly payee: string }

export interface PaidAnswer {
  readonly typed: string
  readonly problem: PaidProblem
}
