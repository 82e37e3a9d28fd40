// Every way a gift can go, each from a phone of its own, as a browser, Safaricom and an operator see it.

import { openForm } from '../postgres/donor.ts'
import type { CanaryWorld } from './canary-world.ts'

/** Unused numbers, each nine digits nobody else's text holds. */
export const PHONES = {
  paid: '254700008391',
  cancelled: '254700008417',
  wrongPin: '254700008423',
  noFunds: '254700008539',
  unanswered: '254700008641',
  retried: '254700008753',
  confirmed: '254700008867',
  typedAsAccount: '254700008971',
  operator: '254700009083',
  refused: '254700009197',
  typedWrong: '254700009209',
} as const

export const NAMES = ['ZUBERIKANARI', 'WANJIRUKANARI', 'KANARIOTIENO'] as const

export interface Given {
  readonly id: string
  readonly cookie: string
}

/** Opens the form and sends it, as a browser without JavaScript does. */
export async function give(world: CanaryWorld, phone: string, more: Record<string, string> = {}): Promise<Given> {
  const { site } = world.harambee
  const form = await openForm(site)
  const fields = { paymentId: form.paymentId, phone, amount: 'other', otherAmount: '500', ...more }
  const sent = await world.ask(`${site}/give/madarasa`, {
    method: 'POST',
    headers: { origin: site, cookie: form.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  })
  const cookie = [form.cookie, sent.cookies].filter(Boolean).join('; ')
  return { id: form.paymentId, cookie }
}

/** Safaricom's callback about a payment, delivered as the charity's proxy would. `receiptNumber` null: not paid. */
export async function callBack(
  world: CanaryWorld,
  id: string,
  phone: string,
  outcome: { resultCode: number; receiptNumber: string | null; amountKes?: number },
): Promise<void> {
  const { callbackUrl, ids } = await world.pushOf(id)
  const items = [
    { Name: 'Amount', Value: outcome.amountKes ?? 500 },
    { Name: 'MpesaReceiptNumber', Value: outcome.receiptNumber },
    { Name: 'TransactionDate', Value: 20261124120000 },
    { Name: 'PhoneNumber', Value: Number(phone) },
  ]
  await world.ask(callbackUrl, {
    method: 'POST',
    body: JSON.stringify({
      Body: {
        stkCallback: {
          ...ids,
          ResultCode: outcome.resultCode,
          ResultDesc: `about ${phone}`,
          ...(outcome.receiptNumber !== null && { CallbackMetadata: { Item: items } }),
        },
      },
    }),
  })
}

/** Money that came by itself, with the names of who sent it. */
export function c2bBody(phone: string, receiptNumber: string, account: string): string {
  return JSON.stringify({
    TransactionType: 'Pay Bill',
    TransID: receiptNumber,
    TransTime: '20261124120020',
    TransAmount: '500.00',
    BusinessShortCode: '174379',
    BillRefNumber: account,
    MSISDN: phone,
    FirstName: NAMES[0],
    MiddleName: NAMES[1],
    LastName: NAMES[2],
  })
}

/** Looks at every page and stream of a payment, as its giver and as a stranger. */
async function lookAt(world: CanaryWorld, { id, cookie }: Given): Promise<void> {
  const { site } = world.harambee
  for (const headers of [{ cookie }, {}] as Record<string, string>[]) {
    await world.ask(`${site}/pay/${id}`, { headers })
    await world.ask(`${site}/pay/${id}/status`, { headers })
  }
}

/** @returns the payments, by what became of them */
export async function runJourneys(world: CanaryWorld): Promise<Record<string, Given>> {
  const { site, callbacks, safaricom } = world.harambee
  const outcomes = {
    paid: { resultCode: 0, receiptNumber: 'UKOKANARI1' },
    cancelled: { resultCode: 1032, receiptNumber: null },
    wrongPin: { resultCode: 2001, receiptNumber: null },
    noFunds: { resultCode: 1, receiptNumber: null },
    unanswered: { resultCode: 1037, receiptNumber: null },
  } as const
  const given: Record<string, Given> = {}
  for (const [name, outcome] of Object.entries(outcomes) as [keyof typeof outcomes, (typeof outcomes)['paid']][]) {
    const phone = PHONES[name]
    const one = await give(world, phone)
    given[name] = one
    const { checkoutRequestId } = await safaricom.promptOf(phone)
    await world.ask(`${site}/pay/${one.id}`, { headers: { cookie: one.cookie, 'accept-language': 'sw' } })
    await callBack(world, one.id, phone, outcome)
    if (name === 'paid') await safaricom.answer(checkoutRequestId, 'pay')
    await world.ask(`${site}/pay/${one.id}/check`, { method: 'POST', headers: { origin: site, cookie: one.cookie } })
    await lookAt(world, one)
  }
  // Once more from the page of one that failed, with another number.
  const failed = given.cancelled as Given
  const form = await openForm(site)
  await world.ask(`${site}/pay/${failed.id}`, {
    method: 'POST',
    headers: { origin: site, cookie: failed.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      paymentId: form.paymentId,
      retryOf: failed.id,
      phone: PHONES.retried,
      amount: '500',
    }).toString(),
  })
  await lookAt(world, failed)

  const c2b = `${callbacks}/cb/${world.harambee.environment.MPESA_CALLBACK_SECRET_KEY}/c2b`
  for (const kind of ['validation', 'confirmation']) {
    await world.ask(`${c2b}/${kind}`, { method: 'POST', body: c2bBody(PHONES.confirmed, 'UKOKANARI2', 'MADARASA') })
    await world.ask(`${c2b}/${kind}`, {
      method: 'POST',
      body: c2bBody(PHONES.confirmed, 'UKOKANARI3', PHONES.typedAsAccount),
    })
  }

  const pay = ['pay', '--phone', PHONES.operator, '--amount', '500', '--campaign', 'madarasa']
  await world.cli(pay)
  await world.cli([...pay, '--json'])
  return given
}
