// Whether the processes answer. Nothing started at all is a state, not a fault; half of it started is one.

import type { Serving } from '../serving.ts'
import { isHealthy } from '../start/health.ts'
import { toLocalOrigin } from '../start/plans.ts'
import { findPortHolder } from '../start/port-holder.ts'
import { findPortProblems, listPorts, toSimulatorHost } from '../start/ports.ts'
import { type Check, ill, well } from './check.ts'

export interface Running {
  readonly checks: readonly Check[]
  readonly isEngineRunning: boolean
  readonly isSimulatorRunning: boolean
}

interface Part {
  readonly name: 'site' | 'engine' | 'simulator'
  readonly variable: string
  readonly port: number
  readonly url: string
}

/** @param hasSimulator in the demo */
export async function checkRunning(serving: Serving, hasSimulator: boolean): Promise<Running> {
  const parts: Part[] = listPorts(serving, hasSimulator).map(({ variable, port }) => {
    const name = NAMES[variable]
    const host = name === 'simulator' ? toSimulatorHost(serving.host) : serving.host
    return { name, variable, port, url: `${toLocalOrigin(host, port)}/health` }
  })
  const found = await Promise.all(parts.map(async part => ({ part, isWell: await isHealthy(part.url) })))
  const isAnyRunning = found.some(one => one.isWell)
  const ports = listPorts(serving, hasSimulator)
  const checks = await Promise.all(
    found.map(async ({ part, isWell }) => {
      if (isWell) return well(part.name, `The ${part.name} answers on port ${part.port}.`)
      const [problem] = await findPortProblems(ports.filter(port => port.variable === part.variable))
      return problem === undefined ? toNotRunning(part, isAnyRunning) : toTaken(part, problem)
    }),
  )
  const isRunning = (name: Part['name']) => found.some(one => one.part.name === name && one.isWell)
  return { checks, isEngineRunning: isRunning('engine'), isSimulatorRunning: isRunning('simulator') }
}

const NAMES = { PORT: 'site', CALLBACK_PORT: 'engine', SIMULATOR_PORT: 'simulator' } as const

function toNotRunning({ name, port }: Part, isAnyRunning: boolean): Check {
  if (!isAnyRunning) return well(name, `Not running: npm start. Port ${port} is free.`)
  return ill(name, `The ${name} does not run, though other parts do.`, 'Stop what runs and start everything: npm start')
}

/** Something listens there: another program, or one of ours that is ill. */
async function toTaken({ name, port }: Part, problem: string): Promise<Check> {
  const holder = await findPortHolder(port)
  const by = holder ? ` (${holder.command}, process ${holder.pid})` : ''
  return ill(name, `Something listens on port ${port}${by}, but it does not answer as the ${name} does.`, problem)
}
