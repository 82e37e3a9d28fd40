// What a giver may tell besides, behind one disclosure: closed unless something in it was typed or is to be mended.

import { DETAILS_LENGTHS } from '@harambee/payments'
import type { ReactNode } from 'react'
import { FieldProblem } from '../../../../components/form/field-problem.tsx'
import type { Words } from '../../../../words/words.ts'
import type { TypedDetails } from './gift-answer.ts'

interface Props {
  readonly words: Words
  /** null on a fresh form. */
  readonly typed: TypedDetails | null
  readonly isEmailWrong: boolean
  readonly isPinWrong: boolean
  /** What else is offered there. */
  readonly children: ReactNode
  readonly isMoreOpen: boolean
}

/** With the spaces some people put between its parts. */
const MAX_TYPED_PIN = 20

const TEXTS = [
  ['name', 'name'],
  ['message', 'off'],
  ['tribute', 'off'],
] as const

export function DetailsFields({ words: { campaign }, typed, isEmailWrong, isPinWrong, children, isMoreOpen }: Props) {
  const isWrong = isEmailWrong || isPinWrong
  const isOpen =
    isWrong || isMoreOpen || (typed !== null && Object.values(typed).some(one => one !== '' && one !== false))
  return (
    <details className="more" open={isOpen}>
      <summary>{campaign.more}</summary>
      <p className="hint">{campaign.moreHint}</p>
      {TEXTS.map(([name, autoComplete]) => (
        <label key={name}>
          {campaign[name]}
          <input
            type="text"
            name={name}
            autoComplete={autoComplete}
            maxLength={DETAILS_LENGTHS[name]}
            defaultValue={typed?.[name]}
          />
        </label>
      ))}
      <div>
        <label htmlFor="email">{campaign.email}</label>
        <FieldProblem id="email-problem" sentence={isEmailWrong ? campaign.emailProblem : null} />
        <input
          type="email"
          name="email"
          id="email"
          autoComplete="email"
          maxLength={DETAILS_LENGTHS.email}
          defaultValue={typed?.email}
          aria-invalid={isEmailWrong || undefined}
          aria-describedby={isEmailWrong ? 'email-problem' : undefined}
        />
      </div>
      <div>
        <label htmlFor="kraPin">{campaign.giverPin}</label>
        <FieldProblem id="kraPin-problem" sentence={isPinWrong ? campaign.giverPinProblem : null} />
        <input
          type="text"
          name="kraPin"
          id="kraPin"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={MAX_TYPED_PIN}
          defaultValue={typed?.kraPin}
          aria-invalid={isPinWrong || undefined}
          aria-describedby={isPinWrong ? 'kraPin-problem' : undefined}
        />
      </div>
      <label className="tick">
        <input type="checkbox" name="showName" value="yes" defaultChecked={typed?.showName} />
        <span>{campaign.showName}</span>
      </label>
      <label className="tick">
        <input type="checkbox" name="showAmount" value="yes" defaultChecked={typed?.showAmount} />
        <span>{campaign.showAmount}</span>
      </label>
      <p className="hint">{campaign.showHint}</p>
      {children}
    </details>
  )
}
