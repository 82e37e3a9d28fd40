// How far the collection has come, in figures and words: what the hem above shows.

import { formatShillings, groupThousands } from '@harambee/daraja'
import type { Campaign } from '@harambee/payments'
import type { Words } from '../../../../words/words.ts'

export function Progress({ campaign, words }: { readonly campaign: Campaign; readonly words: Words }) {
  const { raisedKes, goalKes, gifts, daysLeft, hasEnded } = campaign
  const percent = Math.floor((raisedKes / goalKes) * 100)
  const facts = [
    words.give.percent(percent),
    words.give.gifts(groupThousands(gifts), gifts === 1),
    ...(daysLeft === null || hasEnded ? [] : [words.give.daysLeft(daysLeft)]),
  ]
  return (
    <div className="progress">
      <p>
        <strong className="raised">{formatShillings(raisedKes)}</strong>{' '}
        <span className="goal">{words.give.of(formatShillings(goalKes))}</span>
      </p>
      <p className="facts">
        {facts.map((fact, index) => (
          <span key={fact}>
            {index === 0 ? '' : '· '}
            <span className="fact">{fact}</span>{' '}
          </span>
        ))}
      </p>
    </div>
  )
}
