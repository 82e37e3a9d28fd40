// The list on a receipt: what is known, line by line, and nothing for what is not.

import { toDateTime } from './dates.ts'
import { toPrintable } from './printable-text.ts'
import type { ReceiptFacts } from './receipt-facts.ts'
import { RECEIPT_WORDS } from './receipt-words.ts'

export interface ReceiptLine {
  readonly label: string
  readonly value: string
}

/** In the order in which they are asked for. Every value is printable, and none is empty. */
export function toReceiptLines(facts: ReceiptFacts): ReceiptLine[] {
  const words = RECEIPT_WORDS[facts.language]
  const { charity, giver, language } = facts
  const { exemption } = charity
  const lines: readonly (readonly [label: string, value: string])[] = [
    [words.serial, facts.serial],
    [words.state, words.states[facts.state]],
    [words.code, joined([facts.receiptNumber ?? words.codeFollows])],
    [words.reversal, joined([facts.reversalNumber])],
    [words.date, `${toDateTime(facts.givenAtMs, language)} ${words.zone}`],
    [words.purpose, joined([facts.campaign.title])],
    [words.from, joined([giver.name, facts.payerMasked])],
    [words.giverPin, joined([giver.kraPin])],
    [words.charity, joined([charity.legalName])],
    [words.registration, joined([charity.registrationNumber])],
    [words.kraPin, joined([charity.kraPin])],
    [
      words.exemption,
      exemption ? `${toPrintable(exemption.certificateNumber)} (${words.validUntil(exemption.validUntil)})` : '',
    ],
    [words.address, joined(charity.address)],
    [words.contact, joined([charity.contact])],
  ]
  return lines.map(([label, value]) => ({ label, value })).filter(({ value }) => value !== '')
}

function joined(parts: readonly (string | null)[]): string {
  return parts
    .map(part => toPrintable(part ?? ''))
    .filter(part => part !== '')
    .join(', ')
}
