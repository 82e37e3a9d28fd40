// Everything that goes wrong of its own accord: whether it strikes, what it struck, Safaricom's weather, and what befalls
// whole processes.

import type { Simulator } from '@harambee/simulator'
import type { Dice } from './dice.ts'
import type { Fault, FaultCounts, State } from './fault-counts.ts'
import type { Rate, WorldOptions } from './options.ts'
import type { ProcessFaults, SimulatedProcess } from './process.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trace } from './trace.ts'

export interface Trouble {
  /** Whether trouble of this kind strikes now. */
  strikes(rate: Rate): boolean
  /** Whether a query is lost on its way. */
  losesQuery(): boolean
  /** It has struck; `paymentId` where it is about one, null where it is about none. */
  struck(fault: Fault, paymentId: string | null): void
  /** It has struck everybody. */
  struckAll(fault: Fault): void
  stateOf(paymentId: string | null): State
  /** Tells the states payments are in now. */
  note(states: ReadonlyMap<string, State>): void
  readonly processFaults: ProcessFaults
  /** Starts the weather and the disturbances. */
  begin(simulator: Simulator, processes: readonly SimulatedProcess[]): void
  /** There is none any more. */
  end(): void
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

export function createTrouble(context: {
  readonly scheduler: Scheduler
  readonly dice: Dice
  readonly options: WorldOptions
  readonly counts: FaultCounts
  readonly trace: Trace
}): Trouble {
  const { scheduler, dice, options, counts, trace } = context
  let isOn = true
  let states: ReadonlyMap<string, State> = new Map()

  const strikes = (rate: Rate) => isOn && dice.happens(options.rates[rate])
  // Whatever names a payment nobody has looked at yet has come in the event that wrote its row.
  const stateOf = (paymentId: string | null): State => (paymentId ? (states.get(paymentId) ?? 'created') : 'none')
  /** Long trouble changes as often as short trouble. */
  const soonMs = (least: number, most: number) => Math.round((dice.whole(least, most) * options.troubleMs) / (45 * 60))

  function struckAll(fault: Fault): void {
    trace.event(scheduler.nowMs(), fault)
    if (states.size === 0) counts.add(fault, 'none')
    for (const state of states.values()) counts.add(fault, state)
  }

  /** Processes live through thousands of calls: trouble at each of them is rarer than trouble on the wires. */
  const strikesCall = (rate: Rate) => strikes(rate) && dice.happens(0.15)

  function disturb(processes: readonly SimulatedProcess[]): void {
    if (!isOn) return
    for (const process of processes) {
      if (process.isAlive && strikes('pause')) {
        struckAll('pause')
        process.pauseUntil(scheduler.nowMs() + dice.whole(5, 150) * SECOND_MS)
      }
      if (strikes('clockJump')) {
        struckAll('clock-jump')
        process.clockOffsetMs = dice.pick([0, 5_000, -5_000, 10 * MINUTE_MS, -10 * MINUTE_MS])
      }
    }
    scheduler.at(scheduler.nowMs() + soonMs(5, 60), 'disturbance', () => disturb(processes))
  }

  function changeWeather(simulator: Simulator): void {
    if (!isOn) return
    const { rates } = options
    const longestS = Math.max(7_200, options.troubleMs / SECOND_MS)
    const lateS = dice.pick([dice.whole(60, longestS), dice.whole(Math.floor(longestS * 0.85), longestS)])
    const now = (rate: Rate) => (dice.happens(0.7) ? rates[rate] : 0)
    simulator.setFaults({
      callbackLost: now('callbackLost'),
      callbackDuplicated: now('callbackDoubled'),
      callbackBeforeResponse: now('callbackBeforeAnswer'),
      callbackMalformed: now('callbackMalformed'),
      callbackConflicting: now('callbackContradicting'),
      pushResponseLost: now('pushAnswerLost'),
      push5xx: now('push5xx'),
      throttle: now('pushThrottled'),
      outage: now('outage'),
      tokenExpiresEarly: now('tokenRefused'),
      queryBusy: now('queryBusy'),
      queryContradicts: now('queryContradicts'),
      callbackDelayMs: dice.happens(rates.callbackLate) ? lateS * SECOND_MS : 0,
      phoneFormat: options.phoneFormat,
      pendingAnswer: options.pendingAnswer,
    })
    scheduler.at(scheduler.nowMs() + soonMs(10, 120), 'weather', () => changeWeather(simulator))
  }

  return {
    strikes,
    losesQuery() {
      return strikes('queryLost') || (isOn && scheduler.nowMs() < options.startMs + options.silenceMs)
    },
    stateOf,
    struckAll,
    struck(fault, paymentId) {
      trace.event(scheduler.nowMs(), `${fault} ${paymentId ?? ''}`)
      counts.add(fault, stateOf(paymentId))
    },
    note(now) {
      states = now
    },
    processFaults: {
      diesAt(site) {
        if (!strikesCall('crash')) return false
        trace.event(scheduler.nowMs(), `crash at ${site}`)
        struckAll('crash')
        return true
      },
      refuses() {
        if (strikesCall('databaseBusy')) {
          struckAll('database-busy')
          return Object.assign(new Error('database is locked'), { errcode: 5 })
        }
        if (strikesCall('diskFull')) {
          struckAll('disk-full')
          return Object.assign(new Error('database or disk is full'), { errcode: 13 })
        }
        return null
      },
      liesAfter() {
        if (!strikesCall('outcomeUnknown')) return null
        struckAll('outcome-unknown')
        return new Error('the connection broke during COMMIT')
      },
    },
    begin(simulator, processes) {
      changeWeather(simulator)
      disturb(processes)
    },
    end() {
      isOn = false
    },
  }
}
