// `harambee tasks list`, `show` and `resolve`: givers who say that they have paid, and what a person finds out about it.

import { userInfo } from 'node:os'
import { formatShillings, listReceiptSpellings, toEastAfricaClock } from '@harambee/daraja'
import {
  type Engine,
  listStrays,
  type OpenedTask,
  type Payment,
  type Stray,
  TASK_STATES,
  type Task,
  type TaskState,
} from '@harambee/payments'
import { escapeControls } from '../escape.ts'
import { CommandFailure, UsageProblem } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { readChoice, readLimit } from '../option-values.ts'
import { toIso, toPaymentJson } from '../payment-json.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { readAmount } from '../typed-values.ts'
import { withEngine } from '../with-engine.ts'

interface ResolveWords {
  readonly paid?: boolean
  readonly notPaid?: boolean
  readonly receipt?: string
  readonly amount?: string
  readonly note?: string
  readonly by?: string
}

/** Strays among which the money of a task is looked for. */
const MOST_STRAYS = 1_000
const MAX_NOTE_LENGTH = 500

export function addTasksCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'tasks', 'Givers who say that they have paid: look into it, and settle it')

  const list = addCommand(group, 'list', 'What a person has to look into, what was promised first at the top')
    .option('--state <state>', `only those ${TASK_STATES.join(', ')} (asking and open, unless told)`)
    .option('--limit <number>', 'how many at most (100 unless told, 10000 at most)')
  withExamples(list, ['harambee tasks list', 'harambee tasks list --state done --json'])
  list.action(perform(call, listTasks))

  const show = addCommand(group, 'show <task>', 'One of them, with the message and the money it may be about')
  withExamples(show, ['harambee tasks show 0123456789abcdef0123456789abcdef'])
  show.action(perform(call, (invocation, _options: object, id: string) => showTask(invocation, id)))

  const resolve = addCommand(group, 'resolve <task>', 'Say what you have found out')
    .option('--paid', 'the money is in the M-PESA account: put it into the books for this gift')
    .option('--not-paid', 'there is no such payment')
    .option('--receipt <code>', 'with --paid: the code as M-PESA has it, where it was mistyped')
    .option('--amount <shillings>', 'with --paid: how much came, where it is not what was asked for')
    .option('--note <text>', 'how you know')
    .option('--by <name>', 'who says so (who is signed in, unless told)')
  withExamples(resolve, [
    'harambee tasks resolve 0123456789abcdef0123456789abcdef --paid --note "seen in the portal"',
    'harambee tasks resolve 0123456789abcdef0123456789abcdef --not-paid --note "a payment to a shop"',
  ])
  resolve.action(perform(call, (invocation, words: ResolveWords, id: string) => resolveTask(invocation, words, id)))
}

function listTasks(invocation: Invocation, words: { state?: string; limit?: string }): Promise<Report> {
  const state = readChoice<TaskState>('--state', words.state, TASK_STATES)
  const limit = readLimit(words.limit)
  return withEngine(invocation, async engine => {
    const tasks = await engine.paidAlready.listTasks({ states: state === undefined ? null : [state], limit })
    const found = await Promise.all(tasks.map(async task => ({ task, payment: await findPayment(engine, task) })))
    const lines = found.flatMap(({ task, payment }) => toLines(task, payment))
    return {
      json: found.map(({ task, payment }) => toTaskJson(task, payment)),
      lines: lines.length === 0 ? ['Nothing to look into.'] : lines,
    }
  })
}

function showTask(invocation: Invocation, id: string): Promise<Report> {
  return withEngine(invocation, async engine => {
    const task = await engine.paidAlready.findTask(id)
    if (!task) throw toUnknown(id)
    const payment = await findPayment(engine, task)
    const strays = await listNear(engine, task, payment)
    const json = {
      ...toTaskJson(task, payment),
      message: task.message,
      note: task.note,
      payment: payment && toPaymentJson(payment, engine),
      candidates: strays.map(({ receipt }) => ({
        receiptNumber: receipt.receipt_number,
        amountKes: receipt.amount_kes,
        accountReference: receipt.account_reference,
        occurredAt: receipt.occurred_at === null ? null : toIso(receipt.occurred_at),
      })),
    }
    const lines = [
      ...toLines(task, payment),
      ...(task.message === null ? ['  The message was forgotten.'] : ['  The giver wrote:', ...quote(task.message)]),
      ...(task.note === null ? [] : [`  ${escapeControls(`Note by ${task.resolvedBy ?? 'somebody'}: ${task.note}`)}`]),
      ...strays.map(toStrayLine),
    ]
    return { json, lines }
  })
}

function resolveTask(invocation: Invocation, words: ResolveWords, id: string): Promise<Report> {
  if ((words.paid === true) === (words.notPaid === true)) throw new UsageProblem('Say --paid or --not-paid.')
  if (words.notPaid && (words.receipt ?? words.amount) !== undefined) {
    throw new UsageProblem('--receipt and --amount go together with --paid.')
  }
  const note = words.note === undefined ? null : words.note.slice(0, MAX_NOTE_LENGTH)
  const amountKes = words.amount === undefined ? null : readAmount(words.amount)
  const receiptNumber = words.receipt === undefined ? null : readReceipt(words.receipt)
  return withEngine(invocation, async engine => {
    const task = await engine.paidAlready.findTask(id)
    if (!task) throw toUnknown(id)
    const payment = await findPayment(engine, task)
    const paid = words.paid
      ? {
          receiptNumber: receiptNumber ?? listReceiptSpellings(task.receiptNumber)[0] ?? task.receiptNumber,
          amountKes: amountKes ?? payment?.amountKes ?? 0,
        }
      : null
    const by = words.by ?? userInfo().username
    const resolved = await engine.paidAlready.resolve(id, { by, note, paid })
    if (resolved.outcome !== 'resolved') throw toFailure(resolved, id)
    return { json: toTaskJson(resolved.task, payment), lines: [toDoneLine(resolved.task)] }
  })
}

async function findPayment(engine: Engine, { paymentId }: Task): Promise<Payment | null> {
  return (await engine.findDonation(paymentId, null))?.payment ?? null
}

/** Money nobody holds: of this code, or as much as was asked for. */
async function listNear(engine: Engine, task: OpenedTask, payment: Payment | null): Promise<Stray[]> {
  const spellings = listReceiptSpellings(task.receiptNumber)
  const strays = await listStrays(engine.database.kysely, MOST_STRAYS)
  const isOfCode = ({ receipt }: Stray) => spellings.includes(receipt.receipt_number)
  return [
    ...strays.filter(isOfCode),
    ...strays.filter(stray => !isOfCode(stray) && stray.receipt.amount_kes === payment?.amountKes),
  ]
}

function toTaskJson(task: Task, payment: Payment | null) {
  const { id, state, outcome, receiptNumber, because, paymentId, donationId, linkedPaymentId, resolvedBy } = task
  return {
    ...{ id, state, outcome, receiptNumber, because, paymentId, donationId, linkedPaymentId, resolvedBy },
    amountKes: payment?.amountKes ?? null,
    campaign: payment?.campaign ?? null,
    createdAt: toIso(task.createdAtMs),
    dueAt: toIso(task.dueAtMs),
  }
}

function toLines(task: Task, payment: Payment | null): string[] {
  const gift = payment === null ? 'a gift' : `${formatShillings(payment.amountKes)} for ${payment.campaign}`
  const how = task.state === 'done' ? `done, ${task.outcome}` : task.state
  return [
    `${task.id}  ${task.receiptNumber}  ${gift}, ${how}, promised by ${toEastAfricaClock(task.dueAtMs)} EAT`,
    `  ${task.because}; payment ${task.paymentId}`,
  ].map(line => escapeControls(line))
}

function quote(message: string): string[] {
  return message.split('\n').map(line => `    ${escapeControls(line)}`)
}

function toStrayLine({ receipt }: Stray): string {
  const account = receipt.account_reference === null ? 'no account' : `"${receipt.account_reference}"`
  return escapeControls(
    `  nobody’s money: ${receipt.receipt_number}, ${formatShillings(receipt.amount_kes)} to ${account}`,
  )
}

function toDoneLine(task: OpenedTask): string {
  return task.outcome === 'linked'
    ? `${task.receiptNumber} is in the books, in payment ${task.linkedPaymentId}.`
    : `${task.receiptNumber} is set aside: the page says that it was not found.`
}

function readReceipt(text: string): string {
  const code = text.trim().toUpperCase()
  if (/^[A-Z][A-Z0-9]{9}$/.test(code)) return code
  throw new UsageProblem(`--receipt ${text.slice(0, 40)}: codes have ten letters and digits, such as UKO1AB2C3D.`)
}

function toUnknown(id: string): CommandFailure {
  return new CommandFailure('unknown', `There is no task ${id.slice(0, 40)}: see "harambee tasks list".`)
}

function toFailure(
  resolved: Exclude<Awaited<ReturnType<Engine['paidAlready']['resolve']>>, { outcome: 'resolved' }>,
  id: string,
): CommandFailure {
  switch (resolved.outcome) {
    case 'unknown':
      return toUnknown(id)
    case 'done':
      return new CommandFailure('done', `It is done already: ${resolved.task.because}.`)
    case 'refused':
      return new CommandFailure('refused', `The money cannot be booked for it: ${resolved.because}.`)
  }
}
