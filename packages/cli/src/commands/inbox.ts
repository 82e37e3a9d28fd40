// `harambee inbox list`, `inbox show` and `inbox replay`: every callback as it came, and what came of it.

import { toEastAfricaClock } from '@harambee/daraja'
import type { Engine, InboxEntry, InboxVerdict, Replay } from '@harambee/payments'
import { escapeControls, escapeControlsInLines } from '../escape.ts'
import { CommandFailure } from '../failure.ts'
import { toInboxJson } from '../inbox-json.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { readChoice, readLimit } from '../option-values.ts'
import { toPaymentJson } from '../payment-json.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { toTable } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { withEngine } from '../with-engine.ts'

/** `none`: not drained yet. */
const VERDICTS = [
  'none',
  'applied',
  'duplicate',
  'waiting',
  'late',
  'unmatched',
  'unreadable',
  'contradiction',
] as const satisfies readonly (InboxVerdict | 'none')[]

interface ListOptions {
  readonly verdict?: string
  readonly limit?: string
  readonly before?: string
}

export function addInboxCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'inbox', 'Look at the callbacks that came, and run one again')

  const list = addCommand(group, 'list', 'Callbacks, newest first')
    .option('--verdict <verdict>', `only those that came to: ${VERDICTS.join(', ')} (none: not looked at yet)`)
    .option('--limit <number>', 'how many at most (100 unless told, 10000 at most)')
    .option('--before <id>', 'only those older than this one: the next page')
  withExamples(list, ['harambee inbox list', 'harambee inbox list --verdict unmatched --json'])
  list.action(perform(call, listInbox))

  const show = addCommand(group, 'show <id>', 'One callback, with its bytes as they came')
  withExamples(show, ['harambee inbox show 17', 'harambee inbox show 17 --json'])
  show.action(perform(call, (invocation, _options: object, id: string) => showEntry(invocation, id)))

  const replay = addCommand(group, 'replay <id>', 'Run one callback through the books again').option(
    '--dry-run',
    'say what would change, and change nothing',
  )
  withExamples(replay, ['harambee inbox replay 17 --dry-run', 'harambee inbox replay 17'])
  replay.action(
    perform(call, (invocation, options: { dryRun?: boolean }, id: string) =>
      replayEntry(invocation, id, options.dryRun === true),
    ),
  )
}

function listInbox(invocation: Invocation, options: ListOptions): Promise<Report> {
  const verdict = readChoice('--verdict', options.verdict === 'null' ? 'none' : options.verdict, VERDICTS)
  const limit = readLimit(options.limit)

  return withEngine(invocation, async engine => {
    const before = options.before === undefined ? undefined : (await findEntry(engine, options.before)).id
    const entries = await engine.listInbox({
      limit,
      ...(verdict && { verdict }),
      ...(before !== undefined && { before }),
    })
    const table = toInboxTable(entries, invocation.terminal.paint)
    return { json: entries.map(toInboxJson), lines: entries.length === 0 ? ['No callbacks.'] : table }
  })
}

function showEntry(invocation: Invocation, id: string): Promise<Report> {
  return withEngine(invocation, async engine => {
    const entry = await findEntry(engine, id)
    const body = entry.rawBody === null ? '(it does not open with this secret)' : entry.rawBody.toString()
    return {
      json: toInboxJson(entry),
      lines: [...toInboxTable([entry], invocation.terminal.paint), '', ...escapeControlsInLines(body).split('\n')],
    }
  })
}

function replayEntry(invocation: Invocation, id: string, isDryRun: boolean): Promise<Report> {
  return withEngine(invocation, async engine => {
    const entry = await findEntry(engine, id)
    const replay = await engine.replayCallback(entry.id, { isDryRun })
    if (!replay) throw noSuchEntry(id)
    return { json: toReplayJson(engine, entry.id, isDryRun, replay), lines: toReplayLines(isDryRun, replay) }
  })
}

async function findEntry(engine: Engine, id: string): Promise<InboxEntry> {
  const entry = /^\d{1,15}$/.test(id) ? await engine.findInboxEntry(Number(id)) : null
  if (!entry) throw noSuchEntry(id)
  return entry
}

function noSuchEntry(id: string): CommandFailure {
  return new CommandFailure('not-found', `There is no callback ${id} in the inbox: see "harambee inbox list".`)
}

function toInboxTable(entries: readonly InboxEntry[], paint: Terminal['paint']): string[] {
  const rows = entries.map(entry => [
    String(entry.id),
    toEastAfricaClock(entry.receivedAtMs),
    `${entry.peerAddress}${entry.isAllowed ? '' : paint.yellow(' not listed')}`,
    entry.door,
    entry.verdict ?? '',
    entry.paymentId ?? '',
    escapeControls(entry.because ?? ''),
  ])
  return toTable(['id', 'received (EAT)', 'from', 'door', 'verdict', 'payment', 'because'], rows, paint, { right: [0] })
}

function toReplayJson(engine: Engine, id: number, isDryRun: boolean, replay: Replay) {
  return {
    id,
    dryRun: isDryRun,
    changed: replay.payments.length > 0 || replay.receipts.length > 0,
    verdict: replay.verdict,
    because: replay.because,
    payments: replay.payments.map(payment => toPaymentJson(payment, engine)),
    receipts: replay.receipts.map(receipt => ({
      receiptNumber: receipt.receipt_number,
      amountKes: receipt.amount_kes,
      paymentId: receipt.payment_id,
    })),
  }
}

function toReplayLines(isDryRun: boolean, replay: Replay): string[] {
  const would = isDryRun ? 'would be' : 'is now'
  const changes = [
    ...replay.payments.map(payment => `Payment ${payment.id} ${would} ${payment.status}.`),
    ...replay.receipts.map(
      receipt =>
        `Receipt ${escapeControls(receipt.receipt_number)} ${would} booked to ${receipt.payment_id ?? 'nobody'}.`,
    ),
  ]
  if (changes.length === 0) changes.push(isDryRun ? 'Nothing would change.' : 'Nothing has changed.')
  if (replay.verdict !== null) changes.push(`Verdict: ${replay.verdict}, ${escapeControls(replay.because ?? '')}.`)
  return changes
}
