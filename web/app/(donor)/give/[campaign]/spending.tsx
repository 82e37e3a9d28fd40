// Where the money went, as the treasurer has written it down: on a phone one entry under the other, else a table.

import { groupThousands } from '@harambee/daraja'
import type { CampaignContent } from '@harambee/payments'
import type { Visitor } from '../../../../server/visitor.ts'
import { toDay } from '../../../../words/dates.ts'

export function Spending({
  spending,
  visitor,
}: {
  readonly spending: CampaignContent['spending']
  readonly visitor: Visitor
}) {
  const { words, language } = visitor
  const { campaign } = words
  if (spending.length === 0) return null
  const total = spending.reduce((sum, { amountKes }) => sum + amountKes, 0)
  return (
    <section className="spending">
      <h2 id="spending">{campaign.spending}</h2>
      <table aria-labelledby="spending">
        <thead>
          <tr>
            <th scope="col">{campaign.spentOn}</th>
            <th scope="col">{campaign.spentFor}</th>
            <th scope="col">{campaign.spentReference}</th>
            <th scope="col">{campaign.spentKes}</th>
          </tr>
        </thead>
        <tbody>
          {spending.map(({ on, what, amountKes, reference }) => (
            <tr key={`${on} ${reference} ${amountKes} ${what.en}`}>
              <td>{toDay(on, language)}</td>
              <td>{what[language]}</td>
              <td>{reference}</td>
              <td>{groupThousands(amountKes)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {campaign.spentTotal}
            </th>
            <td>{groupThousands(total)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  )
}
