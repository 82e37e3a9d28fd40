// Starts the load process on its core and waits for what it has measured.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onCore } from '../machine.ts'
import type { LoadMessage, LoadOrder, LoadResult } from './order.ts'

const SCRIPT = fileURLToPath(new URL('load.ts', import.meta.url))

/**
 * @param order what to send
 * @param watch called as the measured time begins and as it ends
 */
export async function sendLoad(
  order: LoadOrder,
  watch: { began?: () => unknown; ended?: () => unknown } = {},
): Promise<LoadResult> {
  const [command = '', ...more] = [...onCore('load'), process.execPath, SCRIPT, JSON.stringify(order)]
  const child = spawn(command, more, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const watching: unknown[] = []
  try {
    return await new Promise<LoadResult>((resolve, reject) => {
      child.once('close', code => reject(new Error(`the load ended with ${code}`)))
      child.on('message', (message: LoadMessage) => {
        if (message.kind === 'ready') child.send('go')
        if (message.kind === 'began') watching.push(watch.began?.())
        if (message.kind === 'ended') watching.push(watch.ended?.())
        if (message.kind === 'failed') reject(new Error(message.because))
        if (message.kind === 'result') Promise.all(watching).then(() => resolve(message.result), reject)
      })
    })
  } finally {
    child.kill('SIGKILL')
  }
}
