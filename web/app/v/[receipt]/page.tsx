// Where a receipt's address leads whoever wants to know whether it is genuine. It tells amount and date, and never who.

import { formatShillings } from '@harambee/daraja'
import { type CheckedReceipt, checkReceipt } from '@harambee/payments'
import type { Metadata } from 'next'
import { Cloth } from '../../../components/cloth/cloth.tsx'
import { Unavailable } from '../../../components/unavailable.tsx'
import { engine } from '../../../server/engine.ts'
import { receiptAttempts } from '../../../server/receipt-attempts.ts'
import { requestScope } from '../../../server/request-scope.ts'
import { readVisitor, type Visitor } from '../../../server/visitor.ts'
import { toDateTime } from '../../../words/dates.ts'

interface Props {
  readonly params: Promise<{ receipt: string }>
}

export async function generateMetadata(): Promise<Metadata> {
  const { words } = await readVisitor()
  return { title: words.verify.title, robots: { index: false, follow: false } }
}

export default async function VerifyPage({ params }: Props) {
  const [{ receipt }, visitor] = await Promise.all([params, readVisitor()])
  const checked = await check(receipt)
  if (checked === 'unavailable') return <Unavailable visitor={visitor} href={`/v/${receipt}`} />
  return (
    <Cloth visitor={visitor} charity={null}>
      <div className="notice">
        {checked === 'too-many' ? (
          <h1>{visitor.words.verify.tooMany}</h1>
        ) : (
          <Answer checked={checked} visitor={visitor} />
        )}
      </div>
    </Cloth>
  )
}

/** Wrong ones are counted; whoever has sent too many is told so before anything is looked up. */
async function check(receipt: string): Promise<CheckedReceipt | 'too-many' | 'unavailable'> {
  const scope = requestScope()
  const attempts = receiptAttempts()
  if (attempts.isSpent(scope.peerAddress)) {
    scope.status = 429
    return 'too-many'
  }
  try {
    const checked = await checkReceipt(engine(), receipt)
    if (checked.outcome === 'unknown') {
      attempts.count(scope.peerAddress)
      scope.status = 404
    }
    return checked
  } catch (error) {
    engine().ports.log.error('a receipt could not be checked', { error: error instanceof Error ? error.message : '' })
    return 'unavailable'
  }
}

function Answer({ checked, visitor }: { readonly checked: CheckedReceipt; readonly visitor: Visitor }) {
  const { verify, receipt } = visitor.words
  if (checked.outcome === 'unknown') {
    return (
      <>
        <h1>{verify.unknown}</h1>
        <p className="lead">{verify.unknownText}</p>
      </>
    )
  }
  const isGenuine = checked.outcome === 'genuine'
  const [heading, text] = {
    genuine: [verify.genuine, null],
    'given-back': [verify.givenBack, verify.givenBackText],
    void: [verify.void, verify.voidText],
  }[checked.outcome]
  return (
    <>
      <h1>{heading}</h1>
      {text ? <p className="lead">{text}</p> : null}
      <dl className="label-facts">
        <div>
          <dt>{verify.serial}</dt>
          <dd className="code">{checked.serial}</dd>
        </div>
        <div>
          <dt>{verify.amount}</dt>
          <dd>{isGenuine ? formatShillings(checked.amountKes) : <s>{formatShillings(checked.amountKes)}</s>}</dd>
        </div>
        <div>
          <dt>{verify.date}</dt>
          <dd>
            {toDateTime(checked.atMs, visitor.language)} <span className="zone">{receipt.eastAfricaTime}</span>
          </dd>
        </div>
      </dl>
      <p>{verify.nothingElse}</p>
    </>
  )
}
