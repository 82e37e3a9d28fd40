// A large gift is shown once more, in figures and words, before anybody is asked for it. A second step of the same form,
// so it needs no JavaScript.

import { formatShillings } from '@harambee/daraja'
import type { Visitor } from '../../server/visitor.ts'
import { toAmountInWords } from '../../words/amount-in-words.ts'

export function ConfirmLarge({ amountKes, visitor }: { readonly amountKes: number; readonly visitor: Visitor }) {
  const { words, language } = visitor
  return (
    <div className="confirm" id="problems" role="alert" tabIndex={-1}>
      <h2>{words.give.confirmTitle}</h2>
      <p className="confirm-figure">{formatShillings(amountKes)}</p>
      <p>{toAmountInWords(amountKes, language)}</p>
      <p className="hint">{words.give.confirmChange}</p>
      <input type="hidden" name="confirmedKes" value={amountKes} />
    </div>
  )
}
