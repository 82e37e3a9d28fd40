// "I paid, but …" as the engine offers it: what the page hears, what the worker goes on with, what an operator settles.

import { createBoundedMap } from '../bounded-map.ts'
import type { Ports } from '../ports.ts'
import { findTask, listDonationTasks, listTasks } from '../queries/tasks.ts'
import { type AskContext, askMpesa } from './ask-mpesa.ts'
import { createGuessLimit } from './guess-limit.ts'
import { type HearContext, type Heard, hearGiver, type Telling, type Tried } from './hear-giver.ts'
import type { LinkContext } from './link-receipt.ts'
import { type Finding, type Resolved, resolveTask } from './resolve-task.ts'
import { settleTasks } from './settle-tasks.ts'
import type { OpenedTask, Task, TaskState } from './task.ts'

export interface PaidAlready {
  /** What a giver says on the page of a payment. */
  hear(telling: Telling): Promise<Heard>
  /** What was told with one donation, newest first. */
  listOf(donationId: string): Promise<Task[]>
  /** @param listing.states null: what is not done; oldest first */
  listTasks(listing: { readonly states: readonly TaskState[] | null; readonly limit: number }): Promise<Task[]>
  /** With its texts: for an operator. */
  findTask(id: string): Promise<OpenedTask | null>
  resolve(id: string, finding: Finding): Promise<Resolved>
  /** @returns in how many milliseconds there is more to do at the latest; null: nothing waits for a time */
  settle(): Promise<number | null>
  /** Waits for questions under way. */
  settled(): Promise<unknown>
}

/** A code that was misread is typed again a few times. */
const MOST_TRIES = 5
const WINDOW_MS = 60 * 60_000
/** More are never open at once. */
const MAX_TRIED = 1_000

export function createPaidAlready(
  context: LinkContext &
    AskContext & { readonly ports: Ports } & Pick<HearContext, 'shortCodes' | 'isBelieved' | 'canAsk'>,
): PaidAlready {
  const { database, sealer, ports } = context
  const asked = new Set<Promise<void>>()
  const hearing: HearContext = {
    ...context,
    perDonation: createGuessLimit(MOST_TRIES, WINDOW_MS, ports.nowMs),
    perAddress: createGuessLimit(MOST_TRIES, WINDOW_MS, ports.nowMs),
    tried: createBoundedMap<Tried>(MAX_TRIED, () => ({ seals: '', atMs: 0 })),
    ask(task) {
      const asking = askMpesa(context, task).finally(() => asked.delete(asking))
      asked.add(asking)
    },
  }
  return {
    hear: telling => hearGiver(hearing, telling),
    listOf: donationId => listDonationTasks(database.kysely, donationId),
    listTasks: listing => listTasks(database.kysely, listing),
    findTask: id => findTask(database.kysely, sealer, id),
    resolve: (id, finding) => resolveTask(hearing, id, finding),
    settle: () => settleTasks(hearing),
    settled: () => Promise.allSettled([...asked]),
  }
}
