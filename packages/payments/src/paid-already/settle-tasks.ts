// Goes on with what givers have told: money that has come meanwhile goes where its code was told, answers of M-PESA's are
// compared and count, and what M-PESA leaves unanswered becomes a person's. Each step can be done again.

import { parseCallback, type ResultCallback, readTransactionStatus } from '@harambee/daraja'
import { NO_KEYS } from '../database/changes.ts'
import { ANSWER_TO_COMPARE } from '../drain-conclusion.ts'
import { toPayerHint } from '../match-confirmation.ts'
import type { Payment } from '../payment.ts'
import { findDonation } from '../queries/find-donation.ts'
import { openBody } from '../queries/list-inbox.ts'
import { changeTask, listTasks } from '../queries/tasks.ts'
import type { InboxVerdict } from '../status-report.ts'
import { openBooks } from '../working-books.ts'
import { type HearContext, settleAtOnce, toSpellings } from './hear-giver.ts'
import { type LinkOutcome, linkReceipt, type Receipt } from './link-receipt.ts'
import { lookUpCode } from './look-up-code.ts'
import type { Task } from './task.ts'

/** Tasks gone on with at once, oldest first. */
const MOST_TASKS = 500
/** M-PESA answers within a minute; after this a person looks. */
const ASK_FOR_MS = 5 * 60_000
/** A payment that stands in the way may be settled meanwhile. */
const TRY_AGAIN_MS = 5 * 60_000
/** Codes looked for in one statement. */
const CODES_AT_ONCE = 200
/** Answers to one question; more are somebody's script. */
const MOST_ANSWERS = 20

/** @returns in how many milliseconds there is more to do at the latest; null: nothing waits for a time */
export async function settleTasks(context: HearContext): Promise<number | null> {
  const { kysely } = context.database
  const tasks = await listTasks(kysely, { states: null, limit: MOST_TASKS })
  const come = await listCome(context, tasks)
  let nextMs: number | null = null
  for (const task of tasks) {
    const seals = toSpellings(task).flatMap(spelling => come.get(spelling) ?? [])
    const isSettled = seals.length > 0 && (await settleOnceByBooks(context, task, seals.join()))
    if (seals.length > 0 && !isSettled) nextMs = Math.min(nextMs ?? TRY_AGAIN_MS, TRY_AGAIN_MS)
    // Also after a person was told to look: M-PESA may answer late.
    const isAsked = task.state === 'asking' || task.conversationId !== null
    if (isSettled || !isAsked || (await settleByAnswer(context, task)) || task.state !== 'asking') continue
    const waitMs = task.createdAtMs + ASK_FOR_MS - context.ports.nowMs()
    if (waitMs <= 0) await toPerson(context, task, 'M-PESA did not answer')
    else nextMs = Math.min(nextMs ?? waitMs, waitMs)
  }
  return nextMs
}

/** The seals of the receipts that have come, of the codes of these tasks. */
async function listCome({ database }: HearContext, tasks: readonly Task[]): Promise<Map<string, string>> {
  const codes = [...new Set(tasks.flatMap(toSpellings))]
  const come = new Map<string, string>()
  for (let start = 0; start < codes.length; start += CODES_AT_ONCE) {
    const rows = await database.kysely
      .selectFrom('receipts')
      .select(['receipt_number', 'seal'])
      .where('receipt_number', 'in', codes.slice(start, start + CODES_AT_ONCE))
      .execute()
    for (const row of rows) come.set(row.receipt_number, row.seal)
  }
  return come
}

/** What could not be settled is tried again once the receipt is another, or some time has passed: trying is heard as news. */
async function settleOnceByBooks(context: HearContext, task: Task, seals: string): Promise<boolean> {
  const nowMs = context.ports.nowMs()
  const tried = context.tried.take(task.id)
  if (tried.seals === seals && tried.atMs > nowMs - TRY_AGAIN_MS) return false
  Object.assign(tried, { seals, atMs: nowMs })
  return settleByBooks(context, task)
}

async function settleByBooks(context: HearContext, task: Task): Promise<boolean> {
  const { database, sealer, ports, isBelieved } = context
  const donation = await findDonation(database.kysely, task.paymentId, ports.nowMs())
  if (!donation) return false
  const { payment, giverHash } = donation
  const question = { payment, spellings: toSpellings(task), isBelieved }
  const money = await lookUpCode(database.kysely, sealer, question)
  const { paymentId } = await settleAtOnce(context, payment, giverHash, money)
  if (paymentId === null) return false
  await done(context, task, paymentId, 'its money has come meanwhile')
  return true
}

/** An answer of M-PESA's that waits in the inbox. */
interface Answer {
  readonly inboxId: number
  readonly isAllowed: boolean
  readonly callback: ResultCallback
}

async function settleByAnswer(context: HearContext, task: Task): Promise<boolean> {
  const donation = await findDonation(context.database.kysely, task.paymentId, context.ports.nowMs())
  if (!donation) return false
  for (const answer of await listAnswers(context, task)) {
    const { callback, inboxId, isAllowed } = answer
    const status = readTransactionStatus(callback)
    const isNamed = status.receiptNumber !== null && toSpellings(task).includes(status.receiptNumber)
    const conversations = [callback.conversationId, callback.originatorConversationId]
    const isOfConversation = task.conversationId !== null && conversations.includes(task.conversationId)
    if (!isNamed && !isOfConversation) continue
    const outcome = isAllowed
      ? await compare(context, task, donation.payment, answer)
      : await reject(context, task, inboxId, 'M-PESA’s answer came from an address that is not on the list')
    if (outcome.outcome === 'linked') await done(context, task, outcome.paymentId, 'M-PESA has vouched for it')
    else await toPerson(context, task, outcome.because)
    return true
  }
  return false
}

async function compare(context: HearContext, task: Task, payment: Payment, answer: Answer): Promise<LinkOutcome> {
  const { callback, inboxId } = answer
  const status = readTransactionStatus(callback)
  const { receiptNumber, amountKes, creditedShortCode } = status
  if (!status.isCompleted || receiptNumber === null || !toSpellings(task).includes(receiptNumber)) {
    return reject(context, task, inboxId, `M-PESA knows no such completed payment (code ${callback.resultCode})`)
  }
  if (creditedShortCode === null || !context.shortCodes.includes(creditedShortCode)) {
    return reject(context, task, inboxId, `M-PESA says that it went to ${creditedShortCode ?? 'nobody it names'}`)
  }
  if (amountKes === null) return reject(context, task, inboxId, 'M-PESA names no whole number of shillings')
  const receipt: Receipt = {
    receipt_number: receiptNumber,
    payment_id: null,
    channel: 'confirmation',
    amount_kes: amountKes,
    confirmed_kes: amountKes,
    account_reference: null,
    payer: JSON.stringify(toPayerHint(status, context.sealer.hashPhone)),
    occurred_at: status.occurredAtMs,
    inbox_id: inboxId,
    created_at: context.ports.nowMs(),
  }
  return linkReceipt(context, payment, receiptNumber, { receipt, inboxId })
}

/** It links nothing, and the inbox says why. */
async function reject(context: HearContext, task: Task, id: number, because: string): Promise<LinkOutcome> {
  const { database, sealer, ports } = context
  await database.apply({ ...NO_KEYS }, facts => {
    const books = openBooks(facts, ports.nowMs(), sealer)
    books.setInboxOutcome({ id, verdict: 'unmatched', because, paymentId: task.paymentId })
    return books.toChanges()
  })
  return { outcome: 'person', because }
}

/** Through the payment's own door, and drained. */
async function listAnswers({ database, sealer }: HearContext, task: Task): Promise<Answer[]> {
  const rows = await database.kysely
    .selectFrom('inbox')
    .select(['id', 'received_at', 'peer_address', 'is_allowed', 'door', 'channel', 'named_id', 'body_sealed'])
    .where('payment_id', '=', task.paymentId)
    .where('verdict', '=', 'unmatched' satisfies InboxVerdict)
    .where('because', '=', ANSWER_TO_COMPARE)
    .orderBy('id')
    .limit(MOST_ANSWERS)
    .execute()
  return rows.flatMap(row => {
    const callback = parseCallback(openBody(row, sealer))
    const isAnswer = callback.kind === 'result' && row.named_id === task.paymentId
    return isAnswer ? [{ inboxId: row.id, isAllowed: row.is_allowed === 1, callback }] : []
  })
}

async function done(context: HearContext, task: Task, linkedPaymentId: string, because: string): Promise<void> {
  const changedAtMs = context.ports.nowMs()
  const change = { state: 'done', outcome: 'linked', linkedPaymentId, because, changedAtMs } as const
  await changeTask(context, task.id, ['asking', 'open'], change)
  context.onChanged([task.paymentId, linkedPaymentId])
}

async function toPerson(context: HearContext, task: Task, because: string): Promise<void> {
  const changedAtMs = context.ports.nowMs()
  await changeTask(context, task.id, ['asking', 'open'], { state: 'open', because, changedAtMs })
  context.ports.log.warn('a giver says that they have paid, and a person has to look', { paymentId: task.paymentId })
}
