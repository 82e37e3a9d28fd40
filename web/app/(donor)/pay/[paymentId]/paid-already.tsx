// "I paid, but …": the form to tell it. Only for the giver's own browser.

import { MAX_SMS_LENGTH } from '@harambee/daraja'
import { ActionField } from '../../../../components/form/action-field.tsx'
import { FieldProblem } from '../../../../components/form/field-problem.tsx'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { requestScope } from '../../../../server/request-scope.ts'
import type { Visitor } from '../../../../server/visitor.ts'
import { toPaidSentence } from '../../../../words/paid-sentence.ts'
import type { FoundDonation } from './find-payment-page.ts'
import { MESSAGE_FIELD } from './tell-paid.ts'

interface Props {
  readonly donation: FoundDonation
  readonly visitor: Visitor
  /** The page looks again by itself without JavaScript, and would lose what is being typed. */
  readonly isRefreshing?: boolean
}

const ROWS = 4

export function PaidAlready({ donation, visitor, isRefreshing = false }: Props) {
  const { isGiver, payment } = donation
  if (!isGiver) return null
  const { words } = visitor
  const { paid: answer } = requestScope()
  const path = `/pay/${payment.id}`
  const sentence = answer ? toPaidSentence(words, answer.problem) : null
  return (
    <section className="paid-already" id="paid">
      {isRefreshing ? (
        <noscript>
          <p>
            <a href={`${path}?looks=stop#paid`}>{words.paid.summary}</a>
          </p>
        </noscript>
      ) : null}
      <details open={answer !== undefined} className={isRefreshing ? 'needs-script' : undefined}>
        <summary>{words.paid.summary}</summary>
        <form className="gift-form" method="post" encType="multipart/form-data" action={`${path}#paid`} noValidate>
          <ActionField />
          <div className="field">
            <label htmlFor="mpesa-message">{words.paid.label}</label>
            <FieldProblem id="mpesa-message-problem" sentence={sentence} />
            <textarea
              id="mpesa-message"
              name={MESSAGE_FIELD}
              rows={ROWS}
              maxLength={MAX_SMS_LENGTH}
              autoCapitalize="characters"
              autoComplete="off"
              spellCheck={false}
              defaultValue={answer?.typed}
              aria-invalid={sentence === null ? undefined : true}
              aria-describedby={sentence === null ? 'mpesa-message-hint' : 'mpesa-message-problem mpesa-message-hint'}
            />
            <p className="hint" id="mpesa-message-hint">
              {words.paid.hint}
            </p>
          </div>
          {answer?.problem.problem === 'other-payee' ? (
            <label className="tick">
              <input type="checkbox" name="isSure" value="yes" />
              <span>{words.paid.sure}</span>
            </label>
          ) : null}
          <SubmitButton sending={words.give.sending}>{words.paid.button}</SubmitButton>
          <p className="hint">{words.paid.privacy}</p>
        </form>
      </details>
    </section>
  )
}
