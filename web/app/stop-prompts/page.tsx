// For whoever got a prompt they did not ask for: somebody else typed their number. One field, one button, and no more.

import type { Metadata } from 'next'
import { Cloth } from '../../components/cloth/cloth.tsx'
import { PhoneField } from '../../components/form/phone-field.tsx'
import { ProblemSummary } from '../../components/form/problem-summary.tsx'
import { SubmitButton } from '../../components/form/submit-button.tsx'
import { readVisitor } from '../../server/visitor.ts'
import { toPhoneSentence } from '../../words/problem-sentences.ts'
import { readStopAnswer } from './stop-answer.ts'

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>
}

export async function generateMetadata(): Promise<Metadata> {
  const { words } = await readVisitor()
  return { title: words.stop.title, robots: { index: false } }
}

export default async function StopPromptsPage({ searchParams }: Props) {
  const [visitor, asked] = await Promise.all([readVisitor(), searchParams])
  const { words } = visitor
  const answer = readStopAnswer(asked)
  if (answer.answer === 'stopped') {
    return (
      <Cloth visitor={visitor} charity={null}>
        <div className="notice">
          <h1 tabIndex={-1}>{words.stop.doneTitle}</h1>
          <p className="lead" role="status">
            {words.stop.doneText}
          </p>
          <p>{words.stop.again}</p>
        </div>
      </Cloth>
    )
  }
  const problem = answer.answer === 'problem' ? toPhoneSentence(words, answer.phone) : null
  const summary = answer.answer === 'too-many' ? words.stop.tooMany : problem
  return (
    <Cloth visitor={visitor} charity={null}>
      <form className="gift-form notice" method="post" action="/stop-prompts/send" noValidate>
        <h1>{words.stop.title}</h1>
        <p className="lead">{words.stop.lead}</p>
        <ProblemSummary
          heading={words.give.summary}
          lines={summary === null ? [] : [{ sentence: summary, href: problem === null ? null : '#phone' }]}
        />
        <PhoneField
          words={words}
          typed=""
          problem={problem}
          isRequired
          label={words.stop.phone}
          hint={words.stop.hint}
        />
        <SubmitButton sending={words.give.sending}>{words.stop.button}</SubmitButton>
      </form>
    </Cloth>
  )
}
