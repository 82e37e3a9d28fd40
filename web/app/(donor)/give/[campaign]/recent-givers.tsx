// Who gave lately, as far as they want it known and the charity has read it. Text that strangers have typed: it stands here
// as text, in a direction of its own.

import { formatShillings } from '@harambee/daraja'
import type { ShownGiver } from '@harambee/payments'
import type { Words } from '../../../../words/words.ts'

export function RecentGivers({ givers, words }: { readonly givers: readonly ShownGiver[]; readonly words: Words }) {
  const { campaign } = words
  if (givers.length === 0) return null
  return (
    <section className="givers">
      <h2>{campaign.givers}</h2>
      <ul>
        {givers.map(({ name, message, tribute, amountKes, givenAtMs }) => (
          <li key={`${givenAtMs} ${name} ${message}`}>
            <p>
              <strong>
                <bdi>{name ?? campaign.aFriend}</bdi>
              </strong>
              {tribute === null ? null : (
                <>
                  {', '}
                  <bdi>{campaign.inNameOf(tribute)}</bdi>
                </>
              )}
              {amountKes === null ? null : ` · ${formatShillings(amountKes)}`}
            </p>
            {message === null ? null : (
              <p className="quote">
                <bdi>{message}</bdi>
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
