// The program that asks phones for money (pusher.ts), started and spoken to.

import { join } from 'node:path'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { type RunningProcess, root, startProcess } from './child-process.ts'
import type { PusherNews, PusherTask } from './pusher.ts'

export interface Pusher extends RunningProcess {
  /** Tells it to ask. A process that has just died does not hear it. */
  tell(task: PusherTask): void
}

export function startPusher(
  context: CleanUps,
  options: { folder: string; environment: NodeJS.ProcessEnv; onNews: (news: PusherNews) => void },
): Pusher {
  const { onNews, ...where } = options
  const running = startProcess(context, join(root, 'test/crash/pusher.ts'), where)
  running.child.on('message', news => onNews(news as PusherNews))
  return Object.assign(running, {
    tell(task: PusherTask) {
      if (running.isRunning && running.child.connected) running.child.send(task, () => {})
    },
  })
}

/** What came of asking one phone. */
export type PusherAnswer = Exclude<PusherNews, { kind: 'ready' | 'stored' }>

/** Starts one, and asks through it one at a time. */
export async function openPusher(
  context: CleanUps,
  where: { folder: string; environment: NodeJS.ProcessEnv },
): Promise<Pusher & { ask(task: PusherTask): Promise<PusherAnswer> }> {
  const waiting = new Map<string, (news: PusherAnswer) => void>()
  const ready = Promise.withResolvers<void>()
  const pusher = startPusher(context, {
    ...where,
    onNews(news) {
      if (news.kind === 'ready') ready.resolve()
      else if (news.kind !== 'stored') waiting.get(news.id)?.(news)
    },
  })
  await Promise.race([ready.promise, pusher.exited])
  if (!pusher.isRunning) throw new Error(`it ended at once: ${pusher.output()}`)
  return Object.assign(pusher, {
    ask(task: PusherTask) {
      return new Promise<PusherAnswer>(resolve => {
        waiting.set(task.id, resolve)
        pusher.tell(task)
      })
    },
  })
}
