// What another attempt of the same gift means for the one on this page. A late success of any attempt wins.

import type { Words } from '../../../../words/words.ts'
import type { FoundDonation } from './find-payment-page.ts'

interface Props {
  readonly donation: FoundDonation
  readonly words: Words
}

export function AttemptNotice({ donation, words }: Props) {
  const notice = findNotice(donation, words)
  if (notice === null) return null
  return (
    <p className="attempt-notice">
      <strong>{notice.text}</strong> <a href={`/pay/${notice.paymentId}`}>{notice.link}</a>
    </p>
  )
}

function findNotice({ payment, payments }: FoundDonation, { failed }: Words) {
  const paid = payments.find(({ id, status }) => id !== payment.id && status === 'succeeded')
  if (paid && payment.status !== 'succeeded') {
    const isLater = paid.createdAtMs > payment.createdAtMs
    return {
      text: isLater ? failed.laterSucceeded : failed.earlierSucceeded,
      link: failed.toReceipt,
      paymentId: paid.id,
    }
  }
  const [newest] = payments
  if (!newest || newest.id === payment.id || payment.status === 'succeeded') return null
  return { text: failed.laterOpen, link: failed.toNewest, paymentId: newest.id }
}
