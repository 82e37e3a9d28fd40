// Givers with browsers of their own, and what only they may see: for tests that look for it where it must not be.

import type { Harambee } from '../journeys/start-harambee.ts'
import { until } from '../journeys/start-harambee.ts'
import { openForm, sendForm } from '../postgres/donor.ts'

/** A gift that is paid. */
export interface Gift {
  readonly paymentId: string
  readonly cookie: string
  readonly receiptNumber: string
  /** What nobody but the giver may read. */
  readonly secrets: readonly string[]
}

/** Gives through the page, pays on the phone, and waits for the receipt. */
export async function give(harambee: Harambee, phone: string, amountKes: number): Promise<Gift> {
  const form = await openForm(harambee.site)
  const paymentId = (await sendForm(form, phone, amountKes)) ?? ''
  const { safaricom } = harambee
  await safaricom.answer((await safaricom.promptOf(phone)).checkoutRequestId, 'pay')
  const receiptNumber = await until('the receipt', async () => {
    const answer = await fetch(`${harambee.site}/pay/${paymentId}/status`, { headers: { cookie: form.cookie } })
    return ((await answer.json()) as { receiptNumber?: string }).receiptNumber
  })
  const subscriber = phone.replace(/^254/, '')
  const masks = [`0${subscriber[0]}•• ••• ${phone.slice(-3)}`, `0${subscriber.slice(0, 3)} ••• ${phone.slice(-3)}`]
  return {
    paymentId,
    cookie: form.cookie,
    receiptNumber,
    secrets: [receiptNumber, phone, `0${subscriber}`, subscriber, ...masks, `2547•••••${phone.slice(-3)}`, form.cookie],
  }
}

/** Which of a gift's secrets stand in a text. */
export function findSecrets(gift: Gift, text: string): string[] {
  return gift.secrets.filter(secret => text.includes(secret))
}
