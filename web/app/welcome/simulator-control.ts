// Drives the simulator through its control API (CONTRACTS, "Simulator"). Only ever in the demo, and only on this machine.

import { z } from 'zod'
import { engine } from '../../server/engine.ts'

const TIMEOUT_MS = 3_000

const faultsSchema = z.record(z.string(), z.unknown())

/**
 * What a person with the phone in their hand does.
 * @throws {Error} where the simulator does not do it
 */
export async function answerPrompt(checkoutRequestId: string, action: 'pay' | 'cancel' | 'wrong-pin'): Promise<void> {
  await call('POST', `/_sim/prompts/${encodeURIComponent(checkoutRequestId)}`, { action })
}

/**
 * Runs something in other weather, and puts back what was there before, whatever happens.
 * @param faults what is changed for the time being
 */
export async function underFaults(faults: Readonly<Record<string, number>>, run: () => Promise<void>): Promise<void> {
  const names = Object.keys(faults)
  if (names.length === 0) return run()
  const before = faultsSchema.parse(await call('GET', '/_sim/faults'))
  await call('PUT', '/_sim/faults', faults)
  try {
    await run()
  } finally {
    await call('PUT', '/_sim/faults', Object.fromEntries(names.map(name => [name, before[name] ?? 0])))
  }
}

async function call(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<unknown> {
  const answer = await fetch(engine().configuration.daraja.baseUrl + path, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    cache: 'no-store',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (!answer.ok) throw new Error(`the simulator answered ${method} ${path.split('/')[2]} with ${answer.status}`)
  return answer.json()
}
