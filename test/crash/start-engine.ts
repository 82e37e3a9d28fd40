// The engine as `harambee start` runs it, on its own.

import { join } from 'node:path'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { poll } from '../journeys/poll.ts'
import { type RunningProcess, root, startProcess } from './child-process.ts'

export interface EngineProcess extends RunningProcess {
  readonly port: number
  /** The status of `GET /health`; null: nobody answers. */
  health(): Promise<number | null>
  /** @throws where it ends first, with what it has printed */
  untilHealthy(deadlineMs?: number): Promise<void>
}

const HEALTH_TIMEOUT_MS = 5_000

export function startEngine(
  context: CleanUps,
  options: { folder: string; port: number; environment: NodeJS.ProcessEnv; command?: readonly string[] },
): EngineProcess {
  const { folder, port, command = [] } = options
  const running = startProcess(context, join(root, 'packages/cli/src/processes/engine.ts'), {
    folder,
    command,
    environment: { ...options.environment, CALLBACK_PORT: String(port) },
  })
  async function health(): Promise<number | null> {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) })
      await answer.text()
      return answer.status
    } catch {
      return null
    }
  }
  return Object.assign(running, {
    port,
    health,
    async untilHealthy(deadlineMs?: number) {
      await poll(
        'the engine to be healthy',
        async () => {
          if (!running.isRunning) throw new Error(`the engine ended before it was healthy:\n${running.output()}`)
          return (await health()) === 200
        },
        deadlineMs,
      )
    },
  })
}
