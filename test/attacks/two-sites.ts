// Two processes of one site on one database, behind one proxy that is believed: so that a test can come from any address.

import { join } from 'node:path'
import { root, startProcess } from '../crash/child-process.ts'
import type { DatabaseKind } from '../crash/open-world.ts'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { findFreePorts } from '../journeys/free-ports.ts'
import { poll } from '../journeys/poll.ts'
import type { Harambee } from '../journeys/start-harambee.ts'
import { startSite } from './site.ts'

export interface TwoSites {
  readonly harambee: Harambee
  /** Where the two processes answer. */
  readonly sites: readonly [string, string]
}

/** Those people have who set nothing. */
const LIMITS = {
  PROMPT_LIMIT_PER_PHONE: '3/15m,10/24h',
  PROMPT_LIMIT_PER_ADDRESS: '10/10m',
  PROMPT_LIMIT_OVERALL: '1200/1m',
}
/** As long as the first may take. */
const START_DEADLINE_MS = 240_000
const LOOK_EVERY_MS = 100
const SECRETS = { HARAMBEE_SECRET: 'h'.repeat(64), MPESA_CALLBACK_SECRET_KEY: 'c0ffee'.repeat(8) }

export async function openTwoSites(
  context: CleanUps,
  kind: DatabaseKind,
  environment: NodeJS.ProcessEnv = {},
): Promise<TwoSites> {
  const variables = { ...SECRETS, ...LIMITS, TRUSTED_PROXIES: '127.0.0.1/32', ...environment }
  const harambee = await startSite(context, kind, variables)
  const [port = 0] = await findFreePorts(1)
  const second = `http://127.0.0.1:${port}`
  startProcess(context, join(root, 'web/server/serve.ts'), {
    folder: root,
    environment: { ...harambee.environment, PORT: String(port) },
  })
  const answers = async () => (await fetch(`${second}/health`).catch(() => null))?.ok
  await poll('the second site', answers, START_DEADLINE_MS, LOOK_EVERY_MS)
  return { harambee, sites: [harambee.site, second] }
}

/** Sends the form from an address, as a browser without JavaScript that has just opened the page. */
export async function giveFrom(
  site: string,
  address: string,
  fields: Readonly<Record<string, string>>,
): Promise<{ status: number; paymentId: string | null; page: string }> {
  const answer = await fetch(`${site}/give/madarasa`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: site, 'x-forwarded-for': address, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ amount: '100', ...fields }).toString(),
  })
  const page = await answer.text()
  const paymentId = /\/pay\/([0-9a-f]{32})/.exec(answer.headers.get('location') ?? '')?.[1] ?? null
  return { status: answer.status, paymentId, page }
}
