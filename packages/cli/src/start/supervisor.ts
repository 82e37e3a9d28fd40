// All processes together: ready when each has answered once, lost when one is given up, stopped in order.

import { pause } from '../clock.ts'
import { type Child, type ChildListener, type ChildPlan, startChild } from './child.ts'

export interface SupervisedPlan extends ChildPlan {
  /** Stopped after the others have stopped: they still speak with it while they finish. */
  readonly isStoppedLast?: boolean
}

/** How supervision ends, apart from being asked to. */
export interface GivenUp {
  readonly name: string
  readonly because: string
  readonly lastWords: readonly string[]
}

export interface Supervisor {
  /** Resolves when every process has answered once. */
  readonly ready: Promise<void>
  /** Resolves when a process cannot be kept running. */
  readonly givenUp: Promise<GivenUp>
  /** Stops all; within ten seconds nothing is left. */
  stop(): Promise<void>
  /** Ends all at once. */
  kill(): void
}

/** A process that has not answered after this will not. */
const START_TIMEOUT_MS = 90_000
/** Together below the ten seconds promised. Requests and pushes under way are given the larger part. */
const GRACE_MS = 7_000
const LAST_GRACE_MS = 2_000

/** Starts all of them. */
export function startSupervisor(
  plans: readonly SupervisedPlan[],
  listener: Omit<ChildListener, 'onGivenUp'>,
): Supervisor {
  const missing = new Set(plans.map(plan => plan.name))
  const { promise: ready, resolve: allReady } = Promise.withResolvers<void>()
  const { promise: givenUp, resolve: giveUp } = Promise.withResolvers<GivenUp>()
  const started = new AbortController()

  const children = plans.map(plan => {
    const child = startChild(plan, {
      ...listener,
      onWell(name, isFirst) {
        listener.onWell(name, isFirst)
        missing.delete(name)
        if (missing.size > 0) return
        started.abort()
        allReady()
      },
      onGivenUp: (name, lastWords) =>
        giveUp({ name, because: 'stopped five times before it was ready', lastWords: [...lastWords] }),
    })
    return { child, isLast: plan.isStoppedLast === true }
  })

  void pause(START_TIMEOUT_MS, started.signal).then(() => {
    const [name] = missing
    if (name === undefined || started.signal.aborted) return
    giveUp({ name, because: `has not answered within ${START_TIMEOUT_MS / 1000} seconds`, lastWords: [] })
  })

  const stopThose = (isLast: boolean, graceMs: number) =>
    Promise.all(children.filter(one => one.isLast === isLast).map(one => one.child.stop(graceMs)))

  return {
    ready,
    givenUp,
    async stop() {
      started.abort()
      await stopThose(false, GRACE_MS)
      await stopThose(true, LAST_GRACE_MS)
    },
    kill() {
      started.abort()
      for (const { child } of children) child.kill()
    },
  }
}

export type { Child }
