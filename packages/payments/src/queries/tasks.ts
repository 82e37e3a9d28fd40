import { type Kysely, sql } from 'kysely'
import { signTask } from '../audit.ts'
import type { Database } from '../database/database.ts'
import type { Tables, TaskTable } from '../database/tables.ts'
import { type OpenedTask, openTask, type Task, type TaskState, toTask, toTaskRow } from '../paid-already/task.ts'
import type { Sealer } from '../sealing.ts'

/** Without what is sealed. */
const COLUMNS = [
  ...([
    'id',
    'donation_id',
    'payment_id',
    'receipt_number',
    'state',
    'outcome',
    'because',
    'linked_payment_id',
  ] as const),
  ...(['conversation_id', 'due_at', 'created_at', 'changed_at', 'resolved_by'] as const),
]

/** What was told with one donation, newest first. */
export async function listDonationTasks(kysely: Kysely<Tables>, donationId: string): Promise<Task[]> {
  const rows = await kysely
    .selectFrom('tasks')
    .select(COLUMNS)
    .where('donation_id', '=', donationId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map(toTask)
}

/** @param states null: those that are not done @returns oldest first: what was promised first is looked at first */
export async function listTasks(
  kysely: Kysely<Tables>,
  { states, limit }: { readonly states: readonly TaskState[] | null; readonly limit: number },
): Promise<Task[]> {
  const query = kysely.selectFrom('tasks').select(COLUMNS).orderBy('created_at').orderBy('id').limit(limit)
  // As a literal: with a parameter a planner cannot see that the index has all of these.
  const rows = await (states === null
    ? query.where('state', '<>', sql.lit('done' satisfies TaskState))
    : query.where('state', 'in', [...states])
  ).execute()
  return rows.map(toTask)
}

/** What was told on the page of one payment, with its texts. */
export async function listOpenedTasks(
  kysely: Kysely<Tables>,
  sealer: Sealer,
  paymentId: string,
): Promise<OpenedTask[]> {
  const query = kysely.selectFrom('tasks').selectAll().where('payment_id', '=', paymentId)
  const rows = await query.orderBy('created_at').orderBy('id').execute()
  return rows.map(row => openTask(row, sealer))
}

export async function findTask(kysely: Kysely<Tables>, sealer: Sealer, id: string): Promise<OpenedTask | null> {
  const row = await kysely.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? openTask(row, sealer) : null
}

/**
 * Keeps a task, unless its donation has told of this code already or has told of too many.
 * @returns the one that is kept; null: there are too many
 */
export function insertTask(
  { database, sealer }: { readonly database: Database; readonly sealer: Sealer },
  task: Task,
  message: string,
  most: number,
): Promise<Task | null> {
  return database.transaction([`tasks:${task.donationId}`], async transaction => {
    const known = await listDonationTasks(transaction, task.donationId)
    const same = known.find(({ receiptNumber }) => receiptNumber === task.receiptNumber)
    if (same) return same
    if (known.length >= most) return null
    await transaction
      .insertInto('tasks')
      .values(toTaskRow(sealer, task, { message, note: null }))
      .execute()
    return task
  })
}

/**
 * Changes a task that is still in one of these states.
 * @returns the task as it is now; null: it is not in one of them any more
 */
export function changeTask(
  { database, sealer }: { readonly database: Database; readonly sealer: Sealer },
  id: string,
  states: readonly TaskState[],
  change: Partial<Omit<OpenedTask, 'id' | 'message'>> & { readonly changedAtMs: number },
): Promise<OpenedTask | null> {
  return database.transaction([`task:${id}`], async transaction => {
    const query = transaction.selectFrom('tasks').selectAll().where('id', '=', id)
    const row = await (database.engine === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
    if (!row) return null
    const was = openTask(row, sealer)
    if (!states.includes(was.state)) return null
    const { message, note, ...task } = { ...was, ...change }
    const { id: _, ...values } = toTaskRow(sealer, task, { message, note })
    await transaction.updateTable('tasks').set(values).where('id', '=', id).execute()
    return { ...task, message, note }
  })
}

/** Removes the texts of the tasks of these donations. */
export async function forgetTaskTexts(
  transaction: Kysely<Tables>,
  sealer: Sealer,
  donationIds: readonly string[],
): Promise<void> {
  const rows = await transaction
    .selectFrom('tasks')
    .selectAll()
    .where('donation_id', 'in', donationIds)
    .where(({ or, eb }) => or([eb('message_sealed', 'is not', null), eb('note_sealed', 'is not', null)]))
    .orderBy('id')
    .execute()
  for (const row of rows) {
    const { seal: _, ...without }: TaskTable = { ...row, message_sealed: null, note_sealed: null }
    await transaction
      .updateTable('tasks')
      .set({ message_sealed: null, note_sealed: null, seal: signTask(sealer, without) })
      .where('id', '=', row.id)
      .execute()
  }
}
