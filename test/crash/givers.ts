// People who give: each has a phone of their own, a habit and an amount. Whoever was not told what became of their gift
// sends the same form again.

import type { PhoneNumber, Shillings } from '@harambee/daraja'
import type { PaymentId } from '@harambee/payments'
import type { Simulator } from '@harambee/simulator'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { poll } from '../journeys/poll.ts'
import type { Dice } from '../simulation/dice.ts'
import type { PusherNews, PusherTask } from './pusher.ts'
import { type Pusher, startPusher } from './start-pusher.ts'

export interface Givers {
  /** The program they use now; null: none is running. */
  readonly pusher: Pusher | null
  /** Starts it. Whatever is open is asked for again through it. */
  startPusher(context: CleanUps, environment: NodeJS.ProcessEnv, folder: string): Pusher
  /** Has one more person give, where not too many are waiting. */
  give(): void
  /** Everybody who has ever wanted to give. */
  readonly all: ReadonlyMap<string, PusherTask>
  /** Whose gift is known to be on disk, because the program said so. */
  readonly stored: ReadonlySet<string>
  /** How many still wait for an answer. */
  readonly waiting: number
  /** Why somebody was told no, or that it failed. */
  readonly problems: readonly string[]
}

/** People in front of their phones at once. */
const MOST_WAITING = 12
const HABITS = ['pays', 'pays', 'pays', 'pays', 'pays', 'pays', 'cancels', 'no-funds', 'wrong-pin'] as const
const SLOWEST_MS = 400
const TRY_AGAIN_MS = 200

export function createGivers(simulator: Simulator, dice: Dice, campaign: string): Givers {
  const all = new Map<string, PusherTask>()
  const stored = new Set<string>()
  const open = new Map<string, PusherTask>()
  const problems: string[] = []
  let pusher: Pusher | null = null
  let isReady = false

  function send(task: PusherTask): void {
    if (isReady) pusher?.tell(task)
  }

  function hear(from: Pusher, news: PusherNews): void {
    if (news.kind === 'ready') {
      if (from !== pusher) return
      isReady = true
      for (const task of open.values()) send(task)
      return
    }
    if (news.kind === 'stored') stored.add(news.id)
    if (news.kind === 'refused' || news.kind === 'failed') problems.push(`${news.kind}: ${news.because}`)
    if (news.kind === 'over' || news.kind === 'refused') open.delete(news.id)
    const task = open.get(news.id)
    // "It did not work, try again": they do.
    if (news.kind === 'failed' && task) setTimeout(send, TRY_AGAIN_MS, task)
  }

  return {
    get pusher() {
      return pusher?.isRunning ? pusher : null
    },
    startPusher(context, environment, folder) {
      isReady = false
      const started = startPusher(context, { folder, environment, onNews: news => hear(started, news) })
      pusher = started
      return started
    },
    give() {
      if (open.size >= MOST_WAITING) return
      const phoneNumber = `2547${String(all.size).padStart(8, '0')}` as PhoneNumber
      simulator.setSubscriber(phoneNumber, {
        behaviour: dice.pick(HABITS),
        delayMs: dice.whole(0, SLOWEST_MS),
        balanceKes: 10_000,
      })
      const task: PusherTask = {
        id: dice.bytes(16).toString('hex') as PaymentId,
        campaign,
        amountKes: dice.whole(10, 5_000) as Shillings,
        phoneNumber,
      }
      all.set(task.id, task)
      open.set(task.id, task)
      send(task)
    },
    all,
    stored,
    get waiting() {
      return open.size
    },
    problems,
  }
}

/** Waits until everybody has been told something. */
export function untilAnswered(givers: Givers): Promise<unknown> {
  return poll('everybody who gives to be told something', () => givers.waiting === 0)
}
