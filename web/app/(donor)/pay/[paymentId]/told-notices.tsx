// What became of what the giver has told: M-PESA is asked, a person looks, it was found, or it was not.

import type { Task } from '@harambee/payments'
import type { Visitor } from '../../../../server/visitor.ts'
import { toDateTime } from '../../../../words/dates.ts'
import type { FoundDonation } from './find-payment-page.ts'
import { listTold } from './find-told.ts'
import { TOLD_ANCHOR } from './told-anchor.ts'

interface Props {
  readonly donation: FoundDonation
  readonly visitor: Visitor
}

export async function ToldNotices({ donation, visitor }: Props) {
  const told = await listTold(donation)
  if (told.length === 0) return null
  const path = `/pay/${donation.payment.id}`
  // What holds for all of them is said with the newest.
  const newest = told.find(({ state }) => state !== 'done')
  return (
    <div id={TOLD_ANCHOR} role="status">
      {told.map(task => (
        <Told key={task.id} task={task} visitor={visitor} path={path} isNewest={task === newest} />
      ))}
    </div>
  )
}

interface ToldProps {
  readonly task: Task
  readonly visitor: Visitor
  readonly path: string
  readonly isNewest: boolean
}

function Told({ task, visitor, path, isNewest }: ToldProps) {
  const { paid, failed, receipt } = visitor.words
  const { receiptNumber: code, linkedPaymentId } = task
  if (task.outcome === 'linked' && linkedPaymentId !== null) {
    if (path === `/pay/${linkedPaymentId}`) return null
    return (
      <p className="told">
        <strong>{paid.linked(code)}</strong> <a href={`/pay/${linkedPaymentId}`}>{failed.toReceipt}</a>
      </p>
    )
  }
  if (task.outcome === 'dismissed') {
    return <p className="told">{paid.dismissed(code)}</p>
  }
  const isAsking = task.state === 'asking'
  const when = `${toDateTime(task.dueAtMs, visitor.language)} ${receipt.eastAfricaTime}`
  return (
    <p className="told">
      <strong>{isAsking ? paid.asking(code) : paid.person(code, when)}</strong> {isNewest ? paid.keep : null}{' '}
      {isAsking && isNewest ? <a href={path}>{paid.lookAgain}</a> : null}
    </p>
  )
}
