// The whole system with sandbox credentials nobody else has, against the simulator on this machine, telling its log
// everything. Whatever it prints, answers or writes is kept, to be searched for canaries at the end.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoCampaign } from '@harambee/payments'
import { type Canary, secretCanary } from '@harambee/payments/testing'
import type { CleanUps } from '../journeys/clean-ups.ts'
import { findFreePorts } from '../journeys/free-ports.ts'
import {
  type CliResult,
  type Harambee,
  runCli,
  spawnHarambee,
  startHarambee,
  until,
  withoutOurs,
} from '../journeys/start-harambee.ts'

export const SECRETS = {
  MPESA_CONSUMER_KEY: 'Kq7vZtCanaryConsumerKey0Yx2Lw9',
  MPESA_CONSUMER_SECRET: 'n5RdCanaryConsumerSecret8sQfHj31',
  MPESA_PASSKEY: 'c4a7e9175ec0de5e0f00dfeed0ddba11c4a7e9175ec0de5e0f00dfeed0ddba11',
  HARAMBEE_SECRET: '5eed0fca9a7e1e5500c0ffee7ea0beef5eed0fca9a7e1e5500c0ffee7ea0bee1',
  MPESA_CALLBACK_SECRET_KEY: 'ca9a7e00c0ffee115ec7e7ca9a7e00c0ffee115ec7e7ca9a',
} as const

export interface CanaryWorld {
  readonly harambee: Harambee
  readonly folder: string
  readonly databasePath: string
  /** What has been said so far, and by whom. */
  readonly kept: { readonly place: string; readonly text: string }[]
  /** A request whose whole answer is kept, headers included (but for cookies, which are the browser's own). */
  ask(url: string, init?: RequestInit): Promise<{ status: number; text: string; cookies: string }>
  /** A command whose output is kept. @param more variables besides those of the running system */
  cli(args: readonly string[], more?: NodeJS.ProcessEnv): Promise<CliResult>
  /** The same, for a command that is meant to show a whole number: kept nowhere. */
  cliUnkept(...args: string[]): Promise<CliResult>
  /** Where the push of a payment told Daraja to call back, on this machine, and what Daraja called it. */
  pushOf(paymentId: string): Promise<{ callbackUrl: string; ids: RequestIds }>
  /** Secrets that came into being meanwhile: access tokens, passwords, callback tokens. */
  listMadeSecrets(): Promise<Canary[]>
}

export async function openCanaryWorld(context: CleanUps): Promise<CanaryWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-canary-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const [simulatorPort = 0] = await findFreePorts(1)
  const simulator = spawnHarambee(['simulate', '--port', String(simulatorPort)], {
    ...withoutOurs(process.env),
    SIMULATOR_PASSKEY: SECRETS.MPESA_PASSKEY,
  })
  context.after(async () => {
    simulator.child.kill('SIGTERM')
    await simulator.exited
  })
  const safaricom = `http://127.0.0.1:${simulatorPort}`
  await until('the simulator to answer', async () => {
    const answer = await fetch(`${safaricom}/_sim/prompts`).catch(() => null)
    return answer?.ok
  })
  const databasePath = join(folder, 'harambee.db')
  const environment = {
    ...SECRETS,
    MPESA_ENVIRONMENT: 'sandbox',
    MPESA_SHORTCODE: '174379',
    MPESA_DARAJA_URL: safaricom,
    MPESA_CALLBACK_URL: 'https://give.example.org/cb',
    MPESA_CALLBACK_ALLOWED_IPS: '127.0.0.1/32',
    MPESA_CALLBACK_IP_MODE: 'enforce',
    SIMULATOR_PORT: String(simulatorPort),
    DATABASE_URL: `file:${databasePath}`,
    LOG_LEVEL: 'debug',
  }
  const harambee = await startHarambee(context, environment)
  const campaign = join(folder, 'campaign.json')
  writeFileSync(campaign, JSON.stringify(demoCampaign(Date.now())))
  const kept: { place: string; text: string }[] = []
  const secrets = Object.entries(SECRETS).map(([name, value]) => secretCanary(name, value))

  const listRequests = async () => (await (await fetch(`${safaricom}/_sim/requests`)).json()) as MadeRequest[]
  const world: CanaryWorld = {
    harambee,
    folder,
    databasePath,
    kept,
    async ask(url, init) {
      const answer = await fetch(url, { redirect: 'manual', ...init })
      const text = await answer.text()
      const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie')
      const path = new URL(url).pathname.split('/').slice(0, 3).join('/')
      kept.push({
        place: `${init?.method ?? 'GET'} ${path} (${answer.status})`,
        text: `${JSON.stringify(headers)}\n${text}`,
      })
      const cookies = answer.headers.getSetCookie().map(one => one.split(';')[0] ?? '')
      return { status: answer.status, text, cookies: cookies.join('; ') }
    },
    async cli(args, more = {}) {
      const ran = await runCli([...args], { ...harambee.environment, ...more })
      kept.push({
        place: `harambee ${args.slice(0, 2).join(' ')} (${ran.exitCode})`,
        // What an operator is shown of a payment has Daraja's own id in it, as its contract says.
        text: `${ran.stdout}\n${ran.stderr}`.replaceAll(/ws_CO_\d+/g, 'ws_CO_…'),
      })
      return ran
    },
    cliUnkept: (...args) => harambee.cli(...args),
    async pushOf(paymentId) {
      const push = (await listRequests()).find(
        ({ path, body }) => path.includes('/stkpush/') && body.includes(paymentId),
      )
      const { CallBackURL = '' } = parse(push?.body ?? '')
      const { MerchantRequestID, CheckoutRequestID } = parse(push?.response ?? '')
      if (!MerchantRequestID || !CheckoutRequestID) throw new Error(`no push of payment ${paymentId} was taken`)
      return {
        callbackUrl: harambee.callbacks + new URL(CallBackURL).pathname,
        ids: { MerchantRequestID, CheckoutRequestID },
      }
    },
    async listMadeSecrets() {
      const made = new Map<string, string>()
      for (const { headers, body } of await listRequests()) {
        const [, scheme, value] = /^(Bearer|Basic) (.+)$/.exec(headers.authorization ?? '') ?? []
        if (scheme && value) made.set(value, `${scheme} credentials`)
        const { Password, CallBackURL } = parse(body)
        if (Password) made.set(Password, 'the password of a push')
        const token = CallBackURL?.split('/').at(-1)
        if (token) made.set(token, 'the token of a callback URL')
      }
      return [...secrets, ...[...made].map(([value, name]) => secretCanary(name, value))]
    },
  }
  const added = await world.cli(['campaigns', 'add', campaign])
  if (added.exitCode !== 0) throw new Error(added.stderr)
  return world
}

interface MadeRequest {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly path: string
  readonly body: string
  readonly response: string | object
}

interface RequestIds {
  readonly MerchantRequestID: string
  readonly CheckoutRequestID: string
}

function parse(body: string | object): { Password?: string; CallBackURL?: string } & Partial<RequestIds> {
  if (typeof body !== 'string') return body
  try {
    return JSON.parse(body) as { Password?: string; CallBackURL?: string }
  } catch {
    return {}
  }
}
