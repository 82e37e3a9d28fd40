// When to be reminded to give again, inside the disclosure of what else a giver may tell. Not there where nobody can be
// reminded.

import { LAST_DAY_OF_MONTH } from '@harambee/payments'
import { FieldProblem } from '../../../../components/form/field-problem.tsx'
import { engine } from '../../../../server/engine.ts'
import type { Words } from '../../../../words/words.ts'
import type { PledgeProblem, TypedPledge } from './gift-answer.ts'

interface Props {
  readonly words: Words
  /** null on a fresh form. */
  readonly typed: TypedPledge | null
  readonly problem: PledgeProblem | null
}

const KINDS = ['none', 'monthly', 'once'] as const

export function PledgeFields({ words: { pledge }, typed, problem }: Props) {
  const { channels } = engine().messages
  const [only] = channels
  if (only === undefined) return null
  const chosen = KINDS.find(kind => kind === typed?.remind) ?? 'none'
  const chosenBy = channels.find(channel => channel === typed?.by) ?? (channels.includes('sms') ? 'sms' : only)
  return (
    <fieldset className="pledge" id="pledge" aria-describedby={problem ? 'pledge-problem' : undefined}>
      <legend>{pledge.legend}</legend>
      <FieldProblem id="pledge-problem" sentence={problem && pledge.problem[problem]} />
      <label className="tick">
        <input type="radio" name="remind" value="none" defaultChecked={chosen === 'none'} />
        <span>{pledge.none}</span>
      </label>
      <div className="pledge-choice">
        <label className="tick">
          <input type="radio" name="remind" value="monthly" defaultChecked={chosen === 'monthly'} />
          <span>{pledge.monthly}</span>
        </label>
        <select name="remindDay" aria-label={pledge.dayLabel} defaultValue={typed?.day || '5'}>
          {Array.from({ length: LAST_DAY_OF_MONTH }, (_, index) => String(index + 1)).map(day => (
            <option key={day} value={day}>
              {day}
            </option>
          ))}
        </select>
      </div>
      <div className="pledge-choice">
        <label className="tick">
          <input type="radio" name="remind" value="once" defaultChecked={chosen === 'once'} />
          <span>{pledge.once}</span>
        </label>
        <input type="date" name="remindOn" aria-label={pledge.dateLabel} defaultValue={typed?.date} />
      </div>
      {channels.length > 1 ? (
        <p className="pledge-by">
          <span>{pledge.by}</span>
          {channels.map(channel => (
            <label key={channel} className="tick">
              <input type="radio" name="remindBy" value={channel} defaultChecked={channel === chosenBy} />
              <span>{pledge.channel[channel]}</span>
            </label>
          ))}
        </p>
      ) : (
        <input type="hidden" name="remindBy" value={only} />
      )}
      <p className="hint">{pledge.promise}</p>
      <p className="hint">{pledge.ratiba}</p>
    </fieldset>
  )
}
