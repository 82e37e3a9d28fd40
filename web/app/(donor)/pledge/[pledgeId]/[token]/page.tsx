// Where a reminder's link leads: what is to be given, from which phone, and one button. Looking at it does nothing, so that
// whatever opens links ahead of people gives nothing and stops nothing.

import { formatShillings } from '@harambee/daraja'
import type { SeenPledge } from '@harambee/payments'
import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Cloth } from '../../../../../components/cloth/cloth.tsx'
import { SubmitButton } from '../../../../../components/form/submit-button.tsx'
import { NotHere } from '../../../../../components/not-here.tsx'
import { Unavailable } from '../../../../../components/unavailable.tsx'
import { engine } from '../../../../../server/engine.ts'
import { readVisitor, type Visitor } from '../../../../../server/visitor.ts'
import { toDay } from '../../../../../words/dates.ts'
import { readPledgeProblem } from './pledge-problem.ts'

interface Props {
  readonly params: Promise<{ pledgeId: string; token: string }>
  readonly searchParams: Promise<{ problem?: string | string[] }>
}

export async function generateMetadata(): Promise<Metadata> {
  const { words } = await readVisitor()
  return { title: words.pledge.title, robots: { index: false, follow: false } }
}

export default async function PledgePage({ params, searchParams }: Props) {
  const [{ pledgeId, token }, { problem }, visitor] = await Promise.all([params, searchParams, readVisitor()])
  const path = `/pledge/${pledgeId}/${token}`
  const seen = await see(pledgeId, token)
  if (seen === 'unavailable') return <Unavailable visitor={visitor} href={path} />
  if (seen === null) return <NotHere visitor={visitor} />
  const failed = readPledgeProblem(problem)
  return (
    <Cloth visitor={visitor} charity={seen.campaign.content.charity} pattern={seen.campaign.slug}>
      <div className="notice pledge-page">
        {failed === null ? null : (
          <p className="notice-line" role="alert">
            {visitor.words.pledge.failed[failed]}
          </p>
        )}
        <PledgeView seen={seen} visitor={visitor} act={`${path}/act`} />
      </div>
    </Cloth>
  )
}

async function see(id: string, token: string): Promise<SeenPledge | null | 'unavailable'> {
  try {
    return await engine().pledges.see(id.slice(0, 64).toUpperCase(), token)
  } catch (error) {
    engine().ports.log.error('a pledge could not be read', { error: error instanceof Error ? error.message : '' })
    return 'unavailable'
  }
}

function PledgeView({ seen, visitor, act }: { seen: SeenPledge; visitor: Visitor; act: string }) {
  const { pledge: words } = visitor.words
  const { pledge, campaign } = seen
  if (pledge.state === 'stopped') {
    return (
      <>
        <h1 tabIndex={-1}>{words.stoppedHeading}</h1>
        <p className="lead">{words.stoppedText}</p>
      </>
    )
  }
  if (campaign.hasEnded) {
    return (
      <>
        <h1 tabIndex={-1}>{words.endedHeading}</h1>
        <p className="lead">{words.endedText}</p>
        <Act act={act} name="stop">
          <button type="submit" className="button button-plain">
            {words.stop}
          </button>
        </Act>
      </>
    )
  }
  const isPaused = pledge.state === 'paused'
  const amount = formatShillings(pledge.amountKes)
  const title = campaign.content[visitor.language].title
  const heading = isPaused ? words.pausedHeading : isToGive(seen) ? words.heading(amount, title) : words.title
  return (
    <>
      <h1 tabIndex={-1}>{heading}</h1>
      {isPaused ? <p className="lead">{words.pausedText}</p> : null}
      {isPaused ? null : <GiveNow seen={seen} visitor={visitor} act={act} />}
      {pledge.nextOn === null ? null : <p>{words.nextMonthly(toDay(pledge.nextOn, visitor.language))}</p>}
      {pledge.state === 'done' ? <p>{words.onlyOne}</p> : null}
      <Act act={act} name="amount">
        <label>
          {words.change}
          <input
            type="text"
            inputMode="numeric"
            name="amount"
            maxLength={12}
            autoComplete="off"
            aria-label={words.amountLabel}
            defaultValue={String(pledge.amountKes)}
          />
        </label>
        <button type="submit" className="button button-plain">
          {words.save}
        </button>
      </Act>
      <div className="pledge-acts">
        {pledge.state === 'done' ? null : (
          <Act act={act} name={isPaused ? 'resume' : 'pause'}>
            <button type="submit" className="button button-plain">
              {isPaused ? words.resume : words.pause}
            </button>
          </Act>
        )}
        <Act act={act} name="stop">
          <button type="submit" className="button button-plain">
            {words.stop}
          </button>
        </Act>
      </div>
    </>
  )
}

/** Nobody is asked to give what was given already, or before they were reminded. */
function isToGive({ pledge, payment }: SeenPledge): boolean {
  return pledge.remindedOn !== null && (payment === null || payment.status === 'failed')
}

/** The one button, until this reminder has its gift. */
function GiveNow({ seen, visitor, act }: { seen: SeenPledge; visitor: Visitor; act: string }) {
  const { pledge: words, give } = visitor.words
  const { pledge, payment, ownPhone } = seen
  if (pledge.remindedOn === null) return null
  const isFailed = payment?.status === 'failed'
  if (payment !== null && !isFailed) {
    return (
      <p className="lead">
        {payment.status === 'succeeded' ? words.given : words.open}{' '}
        <a href={`/pay/${payment.id}?link=${engine().toLinkToken(payment.id)}`}>{words.toGift}</a>
      </p>
    )
  }
  return (
    <Act act={act} name="send">
      {isFailed ? <p>{words.notPaid}</p> : null}
      {ownPhone === null ? null : <p className="lead">{words.from(ownPhone.replaceAll(' ', '\u00a0'))}</p>}
      <SubmitButton sending={give.sending}>{words.send}</SubmitButton>
    </Act>
  )
}

function Act({ act, name, children }: { act: string; name: string; children: ReactNode }) {
  return (
    <form method="post" action={act} className={`pledge-act pledge-${name}`}>
      <input type="hidden" name="do" value={name} />
      {children}
    </form>
  )
}
