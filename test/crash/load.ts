// What goes on around the processes while they die: people give, and callbacks come in, through Safaricom's bad weather.

import type { CleanUps } from '../journeys/clean-ups.ts'
import type { Dice } from '../simulation/dice.ts'
import { type Callers, startCallers } from './callers.ts'
import { createGivers, type Givers, untilAnswered } from './givers.ts'
import type { World } from './open-world.ts'

export interface Load {
  readonly givers: Givers
  readonly callers: Callers
  /** Nobody begins anything any more; resolves when everybody has an answer. Needs a pusher. */
  stop(): Promise<void>
}

/** 250 callbacks a second, and 30 gifts, where the machine is quick enough. */
const CALLBACK_EVERY_MS = 4
const GIFT_EVERY_MS = 33

/** What goes wrong on the way. Contradictions are left to the simulation: they end with a person, not with the ledger. */
const WEATHER = {
  callbackLost: 0.1,
  callbackDuplicated: 0.1,
  callbackBeforeResponse: 0.1,
  pushResponseLost: 0.05,
  push5xx: 0.02,
  queryBusy: 0.1,
  resultCodeAsString: 0.2,
}

export function startLoad(
  context: CleanUps,
  world: World,
  dice: Dice,
  options: { callbackEveryMs?: number; giftEveryMs?: number } = {},
): Load {
  const { callbackEveryMs = CALLBACK_EVERY_MS, giftEveryMs = GIFT_EVERY_MS } = options
  const { simulator } = world.safaricom
  simulator.setFaults(WEATHER)
  const givers = createGivers(simulator, dice.branch('givers'), world.campaign)
  const giving = setInterval(() => givers.give(), giftEveryMs)
  const callers = startCallers(world.safaricom, {
    dice: dice.branch('callers'),
    key: world.key,
    everyMs: callbackEveryMs,
  })
  const stop = async () => {
    clearInterval(giving)
    await callers.stop()
  }
  context.after(stop)
  return {
    givers,
    callers,
    async stop() {
      await stop()
      await untilAnswered(givers)
    },
  }
}
