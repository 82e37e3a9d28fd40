// The amounts to choose from, small to large, and another one of the giver's own. The field for it is always in the page;
// the style sheet shows it while its radio is chosen, so that it works without JavaScript.

import { groupThousands } from '@harambee/daraja'
import type { Words } from '../../words/words.ts'
import { FieldProblem } from './field-problem.tsx'

export interface AmountOption {
  readonly amountKes: number
  /** What this amount does; empty where nothing is promised. */
  readonly impact: string
}

interface Props {
  readonly words: Words
  readonly legend: string
  readonly options: readonly AmountOption[]
  /** The chosen radio: an amount, or `other`. */
  readonly chosen: string
  readonly otherAmount: string
  readonly problem: string | null
}

export function AmountChoice({ words, legend, options, chosen, otherAmount, problem }: Props) {
  const isOther = !options.some(({ amountKes }) => String(amountKes) === chosen) && chosen !== ''
  return (
    <fieldset className="amounts" aria-describedby={problem === null ? undefined : 'amount-problem'}>
      <legend>{legend}</legend>
      <FieldProblem id="amount-problem" sentence={problem} />
      {options.map(({ amountKes, impact }, index) => (
        <label className="chip" key={amountKes}>
          <input
            type="radio"
            name="amount"
            id={`amount-${index + 1}`}
            value={amountKes}
            defaultChecked={!isOther && String(amountKes) === chosen}
            required
          />
          <span className="figure">{groupThousands(amountKes)}</span>
          {impact === '' ? null : <span className="impact">{impact}</span>}
        </label>
      ))}
      <div className="chip chip-other">
        <label>
          <input type="radio" name="amount" id="amount-other" value="other" defaultChecked={isOther} required />
          <span className="figure-words">{words.give.otherAmount}</span>
        </label>
        <label className="other-amount">
          <span aria-hidden="true">KSh</span>
          <span className="unseen">{words.give.otherLabel}</span>
          <input
            type="text"
            name="otherAmount"
            id="other-amount"
            inputMode="numeric"
            autoComplete="transaction-amount"
            maxLength={20}
            defaultValue={otherAmount}
            aria-invalid={problem !== null && isOther ? true : undefined}
            aria-describedby={problem === null ? undefined : 'amount-problem'}
          />
        </label>
      </div>
    </fieldset>
  )
}
