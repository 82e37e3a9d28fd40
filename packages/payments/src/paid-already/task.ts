// A task: what a person has to look into because a giver says that they have paid. It begins where the books alone cannot
// tell, and ends linked to a payment or dismissed; one the books settle at once is kept as done.

import { signTask } from '../audit.ts'
import type { TaskTable } from '../database/tables.ts'
import type { Sealer } from '../sealing.ts'

/** `asking`: M-PESA is being asked · `open`: a person has to look · `done`: settled. */
export const TASK_STATES = ['asking', 'open', 'done'] as const
export type TaskState = (typeof TASK_STATES)[number]
/** `linked`: the money is in the books, in `linkedPaymentId` · `dismissed`: a person found that it is not. */
export type TaskOutcome = 'linked' | 'dismissed'

/** What anybody who may see the donation may know. Times are milliseconds since 1970 UTC. */
export interface Task {
  readonly id: string
  readonly donationId: string
  /** On whose page it was told. */
  readonly paymentId: string
  /** As it was told, in capitals. */
  readonly receiptNumber: string
  readonly state: TaskState
  readonly outcome: TaskOutcome | null
  /** One sentence for the treasurer. Never shown to givers. */
  readonly because: string
  readonly linkedPaymentId: string | null
  /** Of the question to M-PESA. */
  readonly conversationId: string | null
  /** By when a person was promised to have looked. */
  readonly dueAtMs: number
  readonly createdAtMs: number
  readonly changedAtMs: number
  readonly resolvedBy: string | null
}

/** With what only an operator may read. */
export interface OpenedTask extends Task {
  /** What the giver pasted; null: forgotten. */
  readonly message: string | null
  readonly note: string | null
}

const MESSAGE_BELONGS_TO = (id: string) => `tasks.message/${id}`
const NOTE_BELONGS_TO = (id: string) => `tasks.note/${id}`

/** A row as it is to be written: sealed and signed. */
export function toTaskRow(
  sealer: Sealer,
  task: Task,
  texts: { readonly message: string | null; readonly note: string | null },
): TaskTable {
  const { id } = task
  const row = {
    id,
    donation_id: task.donationId,
    payment_id: task.paymentId,
    receipt_number: task.receiptNumber,
    message_sealed: texts.message === null ? null : sealer.seal(texts.message, MESSAGE_BELONGS_TO(id)),
    state: task.state,
    outcome: task.outcome,
    because: task.because,
    linked_payment_id: task.linkedPaymentId,
    conversation_id: task.conversationId,
    due_at: task.dueAtMs,
    created_at: task.createdAtMs,
    changed_at: task.changedAtMs,
    resolved_by: task.resolvedBy,
    note_sealed: texts.note === null ? null : sealer.seal(texts.note, NOTE_BELONGS_TO(id)),
  }
  return { ...row, seal: signTask(sealer, row) }
}

export function toTask(row: Omit<TaskTable, 'message_sealed' | 'note_sealed' | 'seal'>): Task {
  return {
    id: row.id,
    donationId: row.donation_id,
    paymentId: row.payment_id,
    receiptNumber: row.receipt_number,
    state: row.state as TaskState,
    outcome: row.outcome as TaskOutcome | null,
    because: row.because,
    linkedPaymentId: row.linked_payment_id,
    conversationId: row.conversation_id,
    dueAtMs: row.due_at,
    createdAtMs: row.created_at,
    changedAtMs: row.changed_at,
    resolvedBy: row.resolved_by,
  }
}

/** @throws {Error} where a text was altered, or was sealed with another secret */
export function openTask(row: TaskTable, sealer: Sealer): OpenedTask {
  const open = (sealed: Uint8Array | null, belongsTo: string) =>
    sealed === null ? null : sealer.open(sealed, belongsTo).toString()
  return {
    ...toTask(row),
    message: open(row.message_sealed, MESSAGE_BELONGS_TO(row.id)),
    note: open(row.note_sealed, NOTE_BELONGS_TO(row.id)),
  }
}
