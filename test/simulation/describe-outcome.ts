// What a person needs who has to find out why a world went wrong.

import { formatSeed } from './dice.ts'
import { describeOptions } from './options.ts'
import type { Outcome } from './world.ts'

const SHOWN = 40

/** The violation, how to see it again, the kind of world, the payment's story, and the last things that happened. */
export function describeOutcome({ seed, options, violation, books, tail }: Outcome): string {
  const paymentId = /[0-9a-f]{32}/.exec(violation ?? '')?.[0]
  return [
    `seed ${formatSeed(seed)}: ${violation ?? 'nothing is wrong'}`,
    `Replay it: npm run soak -- --seed ${formatSeed(seed)}`,
    describeOptions(options),
    ...books.payments.filter(({ id }) => id === paymentId).map(row => JSON.stringify(row)),
    ...books.history.filter(({ payment_id }) => payment_id === paymentId).map(describeLine),
    ...tail.slice(-SHOWN),
  ].join('\n')
}

function describeLine(line: Readonly<Record<string, unknown>>): string {
  const { at, source, said, verdict, because, status_before, status_after, receipt_number, inbox_id } = line
  return `${at} ${source} ${said} → ${verdict}: ${status_before} → ${status_after} (${because}) ${receipt_number ?? ''} ${inbox_id ? `inbox ${inbox_id}` : ''}`
}
