// "I paid, but …": the form to tell it. Only for the giver's own browser.

import { MAX_SMS_LENGTH } from '@harambee/daraja'
import { toActionName } from '../../../../components/form/action-field.tsx'
import { requestScope } from '../../../../server/request-scope.ts'
import type { Visitor } from '../../../../server/visitor.ts'
import { toPaidSentence } from '../../../../words/paid-sentence.ts'
import type { FoundDonation } from './find-payment-page.ts'
import { PaidForm } from './paid-form.tsx'

interface Props {
  readonly donation: FoundDonation
  readonly visitor: Visitor
  /** The page looks again by itself without JavaScript, and would lose what is being typed. */
  readonly isRefreshing?: boolean
}

export function PaidAlready({ donation, visitor, isRefreshing = false }: Props) {
  const { isGiver, payment } = donation
  if (!isGiver) return null
  const { paid } = requestScope()
  const answer = paid && {
    typed: paid.typed,
    sentence: toPaidSentence(visitor.words, paid.problem),
    mayInsist: paid.problem.problem === 'other-payee',
  }
  return (
    <PaidForm
      language={visitor.language}
      path={`/pay/${payment.id}`}
      actionName={toActionName()}
      maxLength={MAX_SMS_LENGTH}
      isRefreshing={isRefreshing}
      answer={answer ?? null}
    />
  )
}
