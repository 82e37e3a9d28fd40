// "I paid, but …": a giver pastes M-PESA's message, or its code. In this order: the books are asked, then M-PESA, then a
// person. Nothing here tells whether a code that is not theirs exists: one that is nobody's and one of somebody else's are
// answered alike, and take the same work.

import { listReceiptSpellings, parseConfirmationSms, type ReceiptCodeProblem } from '@harambee/daraja'
import type { BoundedMap } from '../bounded-map.ts'
import type { Payment } from '../payment.ts'
import { findCharity } from '../queries/charity-row.ts'
import { findDonation } from '../queries/find-donation.ts'
import { insertTask } from '../queries/tasks.ts'
import { adoptGift } from './adopt-gift.ts'
import type { AskContext } from './ask-mpesa.ts'
import type { GuessLimit } from './guess-limit.ts'
import { type LinkContext, linkReceipt } from './link-receipt.ts'
import { type FoundMoney, lookUpCode } from './look-up-code.ts'
import { toNextWorkingTime } from './next-working-time.ts'
import type { Task } from './task.ts'
import { findOtherPayee } from './whose-money.ts'

export interface HearContext extends LinkContext, AskContext {
  readonly ports: LinkContext['ports'] & AskContext['ports'] & { random(bytes: number): Buffer }
  readonly shortCodes: readonly string[]
  /** Confirmations from allowed addresses are believed. */
  readonly isBelieved: boolean
  /** There is an initiator to ask as. */
  readonly canAsk: boolean
  readonly perDonation: GuessLimit
  readonly perAddress: GuessLimit
  /** Of tasks whose money has come and could not be linked: with which receipts that was tried, and when. */
  readonly tried: BoundedMap<Tried>
  /** Called with a task that is to be asked about. */
  readonly ask: (task: Task) => void
}

export interface Tried {
  seals: string
  atMs: number
}

export interface Telling {
  readonly paymentId: string
  /** The cookie of the browser; only the giver's own may tell anything. */
  readonly giver: string
  readonly peerAddress: string
  /** As it was pasted. */
  readonly message: string
  /** The giver was told that the payee is somebody else, and says that it is not. */
  readonly isSure: boolean
}

/**
 * In descending precedence. `stranger`: no payment of this giver's · `problem`: no code is in it · `too-many`: not looked
 * up · `linked`: in the books, in this payment · `other-payee`: a payment to somebody else · `task`: M-PESA or a person
 * looks.
 */
export type Heard =
  | { readonly heard: 'stranger' }
  | { readonly heard: 'problem'; readonly problem: ReceiptCodeProblem }
  | { readonly heard: 'too-many' }
  | { readonly heard: 'linked'; readonly paymentId: string }
  | { readonly heard: 'other-payee'; readonly payee: string }
  | { readonly heard: 'task'; readonly task: Task }

/** More codes of one donation are somebody's script. */
const MOST_TASKS = 20
const ID_BYTES = 16

export async function hearGiver(context: HearContext, telling: Telling): Promise<Heard> {
  const { database, sealer, ports } = context
  const { kysely } = database
  const donation = await findDonation(kysely, telling.paymentId, ports.nowMs())
  const { giverHash = null, payment } = donation ?? {}
  if (!donation || !payment || giverHash === null || giverHash !== sealer.hashGiver(telling.giver)) {
    return { heard: 'stranger' }
  }
  const sms = parseConfirmationSms(telling.message)
  if ('problem' in sms) return { heard: 'problem', problem: sms }
  const { perDonation, perAddress } = context
  const code = sms.receiptNumber
  const addressName = sealer.hashAddress(telling.peerAddress)
  if (!perDonation.mayTell(donation.id, code) || !perAddress.mayTell(addressName, code)) return { heard: 'too-many' }

  const { isBelieved } = context
  const money = await lookUpCode(kysely, sealer, { payment, spellings: sms.spellings, isBelieved })
  const settled = await settleAtOnce(context, payment, giverHash, money)
  if (settled.paymentId !== null) {
    perDonation.forgive(donation.id, code)
    perAddress.forgive(addressName, code)
    const done = { ...toNewTask(context, payment, code), because: 'the books knew the receipt' }
    const linked = { state: 'done', outcome: 'linked', linkedPaymentId: settled.paymentId } as const
    await insertTask(context, { ...done, ...linked }, telling.message, MOST_TASKS)
    return { heard: 'linked', paymentId: settled.paymentId }
  }
  if (!telling.isSure) {
    const payee = findOtherPayee(sms, await listOwn(context, payment))
    if (payee !== null) return { heard: 'other-payee', payee }
  }
  const state = context.canAsk && isBelieved ? 'asking' : 'open'
  const told = { ...toNewTask(context, payment, code), state, because: settled.because } as const
  const task = await insertTask(context, told, telling.message, MOST_TASKS)
  if (task === null) return { heard: 'too-many' }
  if (task.id === told.id) {
    if (state === 'asking') context.ask(task)
    ports.log.story('A giver says that they have paid; M-PESA or a person will look.', { paymentId: payment.id })
  }
  return { heard: 'task', task }
}

/** @returns the payment that holds the money now; else why a person has to look */
export async function settleAtOnce(
  context: LinkContext,
  payment: Payment,
  giverHash: string | null,
  money: FoundMoney,
): Promise<{ readonly paymentId: string | null; readonly because: string }> {
  switch (money.found) {
    case 'own':
      return { paymentId: money.paymentId, because: '' }
    case 'free': {
      const link = await linkReceipt(context, payment, money.receiptNumber)
      return link.outcome === 'linked'
        ? { paymentId: link.paymentId, because: '' }
        : { paymentId: null, because: link.because }
    }
    case 'gift': {
      const isAdopted = giverHash !== null && (await adoptGift(context, money.donationId, giverHash))
      const because = 'it is a gift of its own, and has a giver'
      return isAdopted ? { paymentId: money.paymentId, because } : { paymentId: null, because }
    }
    case 'none':
      return { paymentId: null, because: money.because }
  }
}

function toNewTask({ ports }: HearContext, payment: Payment, receiptNumber: string): Task {
  const atMs = ports.nowMs()
  return {
    id: ports.random(ID_BYTES).toString('hex'),
    donationId: payment.donationId,
    paymentId: payment.id,
    receiptNumber,
    state: 'open',
    outcome: null,
    because: '',
    linkedPaymentId: null,
    conversationId: null,
    dueAtMs: toNextWorkingTime(atMs),
    createdAtMs: atMs,
    changedAtMs: atMs,
    resolvedBy: null,
  }
}

async function listOwn({ database: { kysely }, shortCodes }: HearContext, { accountReference }: Payment) {
  const campaigns = await kysely.selectFrom('campaigns').select(['account_reference', 'content']).execute()
  const charity = await findCharity(kysely)
  const names = campaigns.map(({ content }) => (JSON.parse(content) as { charity: string }).charity)
  return {
    names: charity ? [...names, charity.legalName] : names,
    accounts: [accountReference, ...campaigns.map(campaign => campaign.account_reference)],
    shortCodes,
  }
}

/** The code of a task, and what it may have been. */
export function toSpellings({ receiptNumber }: Task): string[] {
  return listReceiptSpellings(receiptNumber)
}
