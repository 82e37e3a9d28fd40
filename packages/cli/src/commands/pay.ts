// `harambee pay`: asks a phone for money, for real. The row is written first, so asking again with the same id is the
// same payment and no second prompt.

import { explainResultCode, formatShillings, MAX_TRANSACTION_KES, toEastAfricaClock } from '@harambee/daraja'
import type { Engine, Payment, PaymentId, PaymentIntent, Refusal } from '@harambee/payments'
import { CommandFailure, UsageProblem } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { readInteger } from '../option-values.ts'
import { toPaymentJson } from '../payment-json.ts'
import { toPaymentLines } from '../payment-lines.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { readAmount, readPaymentId, readPhoneNumber } from '../typed-values.ts'
import { waitUntilFinal } from '../wait-until-final.ts'
import { withEngine } from '../with-engine.ts'

/** Nobody waits longer at a terminal. */
const MOST_WAIT_SECONDS = 86_400

interface PayOptions {
  readonly phone: string
  readonly amount: string
  readonly campaign: string
  readonly id?: string
  readonly wait?: string
}

export function addPayCommand(program: Command, call: Call): void {
  const command = addCommand(program, 'pay', 'Ask a phone for money: a real prompt')
    .requiredOption('--phone <number>', 'the phone to prompt, such as 0712 345 678')
    .requiredOption('--amount <shillings>', 'whole shillings')
    .requiredOption('--campaign <slug>', 'what is given to')
    .option('--id <id>', 'the payment; the same id again prompts nobody twice (made up unless told)')
    .option('--wait <seconds>', 'wait this long for the payment to become final')
  withExamples(command, [
    'harambee pay --phone 0712345678 --amount 500 --campaign madarasa',
    'harambee pay --phone 0712345678 --amount 500 --campaign madarasa --wait 90 --json',
  ])
  command.action(perform(call, pay))
}

function pay(invocation: Invocation, options: PayOptions): Promise<Report> {
  const phoneNumber = readPhoneNumber(options.phone)
  const amountKes = readAmount(options.amount)
  if (amountKes > MAX_TRANSACTION_KES) {
    throw new UsageProblem(
      `--amount ${options.amount}: M-PESA moves at most ${formatShillings(MAX_TRANSACTION_KES)} at once.`,
    )
  }
  const givenId = options.id === undefined ? null : readPaymentId(options.id)
  const waitSeconds = options.wait === undefined ? 0 : readInteger('--wait', options.wait, 0, MOST_WAIT_SECONDS)

  return withEngine(
    invocation,
    async engine => {
      const id = givenId ?? (engine.ports.random(16).toString('hex') as PaymentId)
      const intent = { id, campaign: options.campaign, amountKes, phoneNumber, giver: null, peerAddress: null }
      const asked = await askForMoney(engine, intent)
      const payment = await waitUntilFinal(engine, asked, waitSeconds * 1000)
      return toReport(invocation, engine, payment)
    },
    { tellsStories: !invocation.isJson },
  )
}

/** The payment, with the push's answer in it. @throws {CommandFailure} where it is refused */
async function askForMoney(engine: Engine, intent: PaymentIntent): Promise<Payment> {
  const request = await engine.requestPayment(intent)
  if (request.outcome === 'refused') throw toFailure(engine, request, intent)
  return request.outcome === 'requested' ? await request.pushed : request.payment
}

function toFailure(engine: Engine, refusal: Refusal, intent: PaymentIntent): CommandFailure {
  const facts = refusal.payment ? toPaymentJson(refusal.payment, engine) : {}
  return new CommandFailure(refusal.reason, explainRefusal(refusal, intent), { ...facts })
}

function explainRefusal({ reason, payment, floorKes, retryAtMs }: Refusal, intent: PaymentIntent): string {
  switch (reason) {
    case 'no-such-campaign':
      return `There is no campaign ${intent.campaign}: see "harambee campaigns list".`
    case 'campaign-not-open':
      return `The campaign ${intent.campaign} has not begun yet: it takes no money before its first day.`
    case 'campaign-ended':
      return `The campaign ${intent.campaign} has ended: it takes no more money.`
    case 'amount-too-small':
      return `The campaign ${intent.campaign} takes ${formatShillings(floorKes ?? 1)} or more.`
    case 'prompt-open':
      return `A prompt stands open on this phone (payment ${payment?.id ?? 'unknown'}): answer it, or wait 90 seconds.`
    case 'still-checking':
      return `M-PESA is still working on payment ${payment?.id ?? 'unknown'}: wait until it is final.`
    case 'no-phone':
      return 'The phone number of that payment is not kept any more: name it with --phone.'
    case 'phone-stopped':
      return 'The owner of this phone wants no prompts. They can give by PayBill; "harambee prompts allow" lifts it.'
    case 'phone-limit':
      return `This phone has been prompted too often: the next prompt may go ${toMoment(retryAtMs)}.`
    case 'address-limit':
      return `Too many prompts were asked for from one address: the next may go ${toMoment(retryAtMs)}.`
    case 'overall-limit':
      return `Too many prompts are being asked for at once: the next may go ${toMoment(retryAtMs)}.`
  }
}

function toMoment(atMs: number | undefined): string {
  return atMs === undefined ? 'later' : `after ${toEastAfricaClock(atMs)} EAT`
}

function toReport({ terminal }: Invocation, engine: Engine, payment: Payment): Report {
  const json = toPaymentJson(payment, engine)
  const lines = toPaymentLines(payment, engine, terminal.paint)
  if (payment.status !== 'failed') return { json, lines }

  const message = explainFailure(payment)
  return {
    json: { ...json, error: { code: payment.failureReason ?? 'failed', message } },
    lines: [...lines, '', message],
    isOk: false,
  }
}

function explainFailure({ resultCode, failureReason }: Payment): string {
  if (failureReason === 'not-sent' && resultCode === null) {
    return 'Nobody was prompted: Daraja could not be asked. "harambee doctor" says why.'
  }
  if (resultCode === null) return `Not paid: ${failureReason}.`
  // A refused push carries Daraja's error code, such as 400.002.02, which no result-code table knows.
  const meaning = resultCode.includes('.') ? 'Daraja refused the request.' : explainResultCode(resultCode).meaning
  return `Not paid (${failureReason}, code ${resultCode}): ${meaning}`
}
