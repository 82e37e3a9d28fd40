// The number that pays. No mask and no country list: every spelling people use is read by the server.

import type { Words } from '../../words/words.ts'
import { FieldProblem } from './field-problem.tsx'

interface Props {
  readonly words: Words
  readonly typed: string
  readonly problem: string | null
  readonly isRequired: boolean
  /** Instead of the campaign form's. */
  readonly label?: string
  readonly hint?: string
}

/** The longest spelling there is, with room for a paste. */
const MAX_LENGTH = 24

export function PhoneField({
  words,
  typed,
  problem,
  isRequired,
  label = words.give.phone,
  hint = words.give.phoneHint,
}: Props) {
  return (
    <div className="field">
      <label htmlFor="phone">{label}</label>
      <FieldProblem id="phone-problem" sentence={problem} />
      <input
        type="tel"
        name="phone"
        id="phone"
        inputMode="tel"
        autoComplete="tel"
        maxLength={MAX_LENGTH}
        defaultValue={typed}
        required={isRequired}
        aria-invalid={problem === null ? undefined : true}
        aria-describedby={problem === null ? 'phone-hint' : 'phone-problem phone-hint'}
      />
      <p className="hint" id="phone-hint">
        {hint}
      </p>
    </div>
  )
}
