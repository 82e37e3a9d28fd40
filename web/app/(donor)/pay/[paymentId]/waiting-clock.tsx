'use client'

// The part of a waiting page that goes by the clock: the heading, the advice below it, the steps, the title of the tab.
// Rendered by the server for the second it is asked at; from then on the browser counts, and says each change once to
// those who listen. What is true comes from the server. What is the same on every waiting page is here too, so that a page
// carries it once, and not a second time as data for the script.

import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { Language } from '../../../../words/languages.ts'
import { waitingClockEn } from '../../../../words/waiting-clock-en.ts'
import { waitingClockSw } from '../../../../words/waiting-clock-sw.ts'
import { Handset } from './handset.tsx'
import { LookAgain } from './look-again.tsx'
import { nextChangeMs, PHASE_STARTS_MS, toStepsDone, toWaitingPhase, type WaitingFacts } from './waiting-phase.ts'
import { type StepSentences, WaitingSteps } from './waiting-steps.tsx'

interface Props {
  readonly facts: WaitingFacts
  /** Since the push, when the server rendered this. */
  readonly elapsedMs: number
  readonly language: Language
  /** As it is written: `KSh 500`. */
  readonly amount: string
  readonly sentAt: string | null
  /** On the drawn phone: whom the prompt pays, and the account; null for a till. */
  readonly charity: string
  readonly account: string | null
  /** The number the prompt goes to, as its giver knows it. */
  readonly phone: string
  /** Of the campaign. */
  readonly slug: string
  readonly path: string
  /** The token the page was opened with; null: none. */
  readonly link: string | null
  /** How often a browser without JavaScript has looked again; null: it was told to stop. */
  readonly looks: number | null
  /** What there is to say of other attempts, and of what the giver has told. */
  readonly news: ReactNode
  /** Other ways, below. */
  readonly children: ReactNode
}

/** Both languages, so that neither has to travel with every page. */
const CLOCK_WORDS: Readonly<Record<Language, typeof waitingClockEn>> = { en: waitingClockEn, sw: waitingClockSw }

/** A timer may fire a little early. */
const SLACK_MS = 30
/** While these are not over, advice about the phone helps. */
const STEPS_OF_THE_PHONE = 2

export function WaitingClock({ facts, elapsedMs, language, amount, sentAt, ...props }: Props) {
  const nowMs = useElapsed(elapsedMs)
  const phase = toWaitingPhase(facts, nowMs)
  const openedIn = useRef(phase)
  const said = CLOCK_WORDS[language]
  const title = said.title[phase](amount)
  useEffect(() => {
    document.title = title
  }, [title])

  const hasHint = nowMs >= PHASE_STARTS_MS.hint && toStepsDone(facts, phase) < STEPS_OF_THE_PHONE
  return (
    <div className="waiting" data-phase={phase}>
      <div className="waiting-head">
        <h1 tabIndex={-1}>{said.heading[phase]}</h1>
        <p className="lead">{said.help[phase]}</p>
        {hasHint ? <p className="hint-line">{said.hint}</p> : null}
        {/* Says what changes while somebody listens; what stood there when the page was opened is its heading. */}
        <p className="unseen" role="status">
          {phase === openedIn.current ? '' : said.heading[phase]}
        </p>
      </div>
      <div className="waiting-phone">
        <Handset said={said} amount={amount} charity={props.charity} account={props.account} />
        <p className="never-pin">{said.neverPin}</p>
      </div>
      <div className="waiting-facts">
        <WaitingSteps sentences={toStepSentences(said)} done={toStepsDone(facts, phase)} sentAt={sentAt} />
        {props.news}
        <p className="gift-line">
          <strong>{amount}</strong> {said.from(props.phone)} · <a href={`/give/${props.slug}`}>{said.wrongNumber}</a>
        </p>
        <LookAgain said={said} path={props.path} link={props.link} looks={props.looks} />
        {props.children}
      </div>
    </div>
  )
}

function toStepSentences(said: typeof waitingClockEn): StepSentences {
  return {
    label: said.steps,
    steps: [said.stepSent, said.stepPin, said.stepConfirm, said.stepReceipt],
    state: { done: said.stepDone, now: said.stepNow, later: said.stepLater },
  }
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
