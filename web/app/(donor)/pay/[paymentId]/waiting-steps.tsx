// Where the gift is, in four steps. Done, now and to come differ in shape and word, not in colour alone.

export interface StepSentences {
  readonly label: string
  readonly steps: readonly string[]
  readonly state: Readonly<Record<'done' | 'now' | 'later', string>>
}

interface Props {
  readonly sentences: StepSentences
  /** Steps that are over. */
  readonly done: number
  /** When the request was taken; null where that is not known. */
  readonly sentAt: string | null
}

export function WaitingSteps({ sentences, done, sentAt }: Props) {
  return (
    <ol className="steps" aria-label={sentences.label}>
      {sentences.steps.map((step, index) => {
        const state = index < done ? 'done' : index === done ? 'now' : 'later'
        return (
          <li key={step} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
            <span>{step}</span>{' '}
            <span className="step-word">{index === 0 && sentAt !== null ? sentAt : sentences.state[state]}</span>
          </li>
        )
      })}
    </ol>
  )
}
