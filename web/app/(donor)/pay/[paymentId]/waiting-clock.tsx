'use client'

// The part of a waiting page that goes by the clock: the heading, the advice below it, the steps, the title of the tab.
// Rendered by the server for the second it is asked at; from then on the browser counts, and says each change once to
// those who listen. What it says comes from the server; what is true does too.

import { type ReactNode, useEffect, useRef, useState } from 'react'
import {
  nextChangeMs,
  PHASE_STARTS_MS,
  toStepsDone,
  toWaitingPhase,
  type WaitingFacts,
  type WaitingPhase,
} from './waiting-phase.ts'
import { type StepSentences, WaitingSteps } from './waiting-steps.tsx'

export interface WaitingSentences {
  readonly heading: Readonly<Record<WaitingPhase, string>>
  readonly help: Readonly<Record<WaitingPhase, string>>
  readonly title: Readonly<Record<WaitingPhase, string>>
  readonly hint: string
  readonly steps: StepSentences
}

interface Props {
  readonly facts: WaitingFacts
  /** Since the push, when the server rendered this. */
  readonly elapsedMs: number
  readonly sentences: WaitingSentences
  readonly sentAt: string | null
  /** Beside the heading: the drawn phone. */
  readonly aside: ReactNode
  readonly children: ReactNode
}

/** A timer may fire a little early. */
const SLACK_MS = 30
/** While these are not over, advice about the phone helps. */
const STEPS_OF_THE_PHONE = 2

export function WaitingClock({ facts, elapsedMs, sentences, sentAt, aside, children }: Props) {
  const nowMs = useElapsed(elapsedMs)
  const phase = toWaitingPhase(facts, nowMs)
  const openedIn = useRef(phase)
  const title = sentences.title[phase]
  useEffect(() => {
    document.title = title
  }, [title])

  const hasHint = nowMs >= PHASE_STARTS_MS.hint && toStepsDone(facts, phase) < STEPS_OF_THE_PHONE
  return (
    <div className="waiting" data-phase={phase}>
      <div className="waiting-head">
        <h1 tabIndex={-1}>{sentences.heading[phase]}</h1>
        <p className="lead">{sentences.help[phase]}</p>
        {hasHint ? <p className="hint-line">{sentences.hint}</p> : null}
        {/* Says what changes while somebody listens; what stood there when the page was opened is its heading. */}
        <p className="unseen" role="status">
          {phase === openedIn.current ? '' : sentences.heading[phase]}
        </p>
      </div>
      {aside}
      <div className="waiting-facts">
        <WaitingSteps sentences={sentences.steps} done={toStepsDone(facts, phase)} sentAt={sentAt} />
        {children}
      </div>
    </div>
  )
}

function useElapsed(elapsedMs: number): number {
  const [nowMs, setNowMs] = useState(elapsedMs)
  useEffect(() => {
    const startedMs = performance.now() - elapsedMs
    let timer: ReturnType<typeof setTimeout> | undefined
    const tick = () => {
      const sinceMs = performance.now() - startedMs
      setNowMs(sinceMs)
      const next = nextChangeMs(sinceMs)
      if (next !== null) timer = setTimeout(tick, next - sinceMs + SLACK_MS)
    }
    tick()
    return () => clearTimeout(timer)
  }, [elapsedMs])
  return nowMs
}
