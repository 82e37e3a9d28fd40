'use client'

// The form of "I paid, but …". A part of the browser's script, though nothing in it moves: so a page carries it once, and not a
// second time as data for the script. The browser sends it itself, with or without JavaScript.

import { FieldProblem } from '../../../../components/form/field-problem.tsx'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import type { Language } from '../../../../words/languages.ts'
import { paidFormEn } from '../../../../words/paid-form-en.ts'
import { paidFormSw } from '../../../../words/paid-form-sw.ts'
import { MESSAGE_FIELD } from './message-field.ts'

interface Props {
  readonly language: Language
  /** The payment's page. */
  readonly path: string
  /** Names the Server Action (components/form/action-field.tsx). */
  readonly actionName: string
  readonly maxLength: number
  /** The page looks again by itself without JavaScript, and would lose what is being typed. */
  readonly isRefreshing: boolean
  /** What is wrong with what was sent just now; null where nothing was. */
  readonly answer: PaidFormAnswer | null
}

export interface PaidFormAnswer {
  readonly typed: string
  readonly sentence: string
  /** The giver may say that the name in the message is the charity's. */
  readonly mayInsist: boolean
}

const PAID_FORM_WORDS: Readonly<Record<Language, typeof paidFormEn>> = { en: paidFormEn, sw: paidFormSw }

const ROWS = 4

export function PaidForm({ language, path, actionName, maxLength, isRefreshing, answer }: Props) {
  const said = PAID_FORM_WORDS[language]
  return (
    <section className="paid-already" id="paid">
      {isRefreshing ? (
        <noscript>
          <p>
            <a href={`${path}?looks=stop#paid`}>{said.summary}</a>
          </p>
        </noscript>
      ) : null}
      <details open={answer !== null} className={isRefreshing ? 'needs-script' : undefined}>
        <summary>{said.summary}</summary>
        <form className="gift-form" method="post" encType="multipart/form-data" action={`${path}#paid`} noValidate>
          <input type="hidden" name={actionName} />
          <div className="field">
            <label htmlFor="mpesa-message">{said.label}</label>
            <FieldProblem id="mpesa-message-problem" sentence={answer?.sentence ?? null} />
            <textarea
              id="mpesa-message"
              name={MESSAGE_FIELD}
              rows={ROWS}
              maxLength={maxLength}
              autoCapitalize="characters"
              autoComplete="off"
              spellCheck={false}
              defaultValue={answer?.typed}
              aria-invalid={answer === null ? undefined : true}
              aria-describedby={answer === null ? 'mpesa-message-hint' : 'mpesa-message-problem mpesa-message-hint'}
            />
            <p className="hint" id="mpesa-message-hint">
              {said.hint}
            </p>
          </div>
          {answer?.mayInsist ? (
            <label className="tick">
              <input type="checkbox" name="isSure" value="yes" />
              <span>{said.sure}</span>
            </label>
          ) : null}
          <SubmitButton sending={said.sending}>{said.button}</SubmitButton>
          <p className="hint">{said.privacy}</p>
        </form>
      </details>
    </section>
  )
}
