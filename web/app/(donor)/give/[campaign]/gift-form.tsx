// The form: an amount, a phone number, one button; what else a giver may tell stays closed.

import { formatShillings } from '@harambee/daraja'
import type { Campaign } from '@harambee/payments'
import { ActionField } from '../../../../components/form/action-field.tsx'
import { AmountChoice } from '../../../../components/form/amount-choice.tsx'
import { ConfirmLarge } from '../../../../components/form/confirm-large.tsx'
import { FormScript } from '../../../../components/form/form-script.tsx'
import { PhoneField } from '../../../../components/form/phone-field.tsx'
import { ProblemSummary } from '../../../../components/form/problem-summary.tsx'
import { SaidAmount } from '../../../../components/form/said-amount.tsx'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { createPaymentId } from '../../../../server/payment-ids.ts'
import type { Visitor } from '../../../../server/visitor.ts'
import { toAmountSentence, toPhoneSentence } from '../../../../words/problem-sentences.ts'
import { toPaymentDoor } from '../../payment-door.ts'
import { toProblemLines } from '../../problem-lines.ts'
import { DetailsFields } from './details-fields.tsx'
import { Fallback } from './fallback.tsx'
import { type GiftAnswer, isByHandOnly } from './gift-answer.ts'
import { PledgeFields } from './pledge-fields.tsx'

interface Props {
  readonly campaign: Campaign
  readonly visitor: Visitor
  /** Stands in the phone field of a fresh form. */
  readonly phone: string
  /** What the form just sent is answered with; null where the page is opened afresh. */
  readonly answer: GiftAnswer | null
}

/** Chosen on a fresh form: the second amount, small enough for most and more than the least. */
const DEFAULT_CHOICE = 1

export function GiftForm({ campaign, visitor, phone, answer }: Props) {
  const { words, language } = visitor
  const { content, slug } = campaign
  const amountsKes = content.suggestedKes
  const impact = content[language].impact
  const door = toPaymentDoor(campaign)
  const confirmKes = answer?.confirmKes ?? null
  const isByHand = isByHandOnly(answer?.request ?? null)
  const fallbackChoice = amountsKes[DEFAULT_CHOICE] ?? amountsKes[0] ?? 'other'

  return (
    <form
      className="gift-form"
      id="give"
      method="post"
      encType="multipart/form-data"
      action={`/give/${slug}`}
      noValidate
    >
      <ActionField />
      <input type="hidden" name="paymentId" value={createPaymentId()} />
      <ProblemSummary heading={words.give.summary} lines={toProblemLines(words, answer, door.isDemo)} />
      {isByHand ? <Fallback words={words} door={door} summary={words.problems.byHand} /> : null}
      <AmountChoice
        words={words}
        legend={words.give.howMuch}
        options={amountsKes.map((amountKes, index) => ({ amountKes, impact: impact[index] ?? '' }))}
        chosen={answer?.typed.amount || String(fallbackChoice)}
        otherAmount={answer?.typed.otherAmount ?? ''}
        problem={answer?.amount ? toAmountSentence(words, answer.amount) : null}
      />
      <PhoneField
        words={words}
        typed={answer?.typed.phone ?? phone}
        problem={answer?.phone ? toPhoneSentence(words, answer.phone) : null}
        isRequired
      />
      <DetailsFields
        words={words}
        typed={answer?.typed.details ?? null}
        isEmailWrong={answer?.isEmailWrong ?? false}
        isPinWrong={answer?.isPinWrong ?? false}
        isMoreOpen={answer !== null && ['monthly', 'once'].includes(answer.typed.pledge?.remind ?? '')}
      >
        <PledgeFields words={words} typed={answer?.typed.pledge ?? null} problem={answer?.pledge ?? null} />
      </DetailsFields>
      {confirmKes === null ? null : <ConfirmLarge amountKes={confirmKes} visitor={visitor} />}
      <SubmitButton sending={words.give.sending}>
        {confirmKes === null ? (
          <SaidAmount
            amountsKes={amountsKes}
            say={words.give.button}
            plain={words.give.buttonPlain}
            format={formatShillings}
          />
        ) : (
          words.give.confirmButton(formatShillings(confirmKes))
        )}
      </SubmitButton>
      <div className="prompt-line">
        <p>{words.give.promptIntro}</p>
        <p className="prompt-text">
          <SaidAmount
            amountsKes={amountsKes}
            say={amount => words.give.prompt(amount, content.charity, door.promptAccount)}
            plain={words.give.prompt(words.give.anAmount, content.charity, door.promptAccount)}
            format={formatShillings}
          />
        </p>
        <p>{words.give.promptWarning}</p>
      </div>
      {isByHand ? null : <Fallback words={words} door={door} summary={words.give.noPrompt} />}
      <FormScript />
    </form>
  )
}
