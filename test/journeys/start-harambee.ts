// Starts the whole thing as `npm start` does, in a folder of its own on ports of its own, and stops it when the test ends.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NO_PROMPT_LIMITS } from '@harambee/payments/testing'
import type { CleanUps } from './clean-ups.ts'
import { findFreePorts } from './free-ports.ts'
import { connectToSafaricom, type Safaricom, until } from './safaricom.ts'

export interface Harambee {
  readonly site: string
  readonly callbacks: string
  readonly simulator: string
  readonly safaricom: Safaricom
  /** The variables it runs with: what the command line needs too. */
  readonly environment: NodeJS.ProcessEnv
  readonly process: ChildProcess
  /** Everything it has printed. */
  output(): string
  /** Runs `harambee …` beside it. */
  cli(...args: string[]): Promise<CliResult>
  /** Asks it to stop and waits. Answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

export interface CliResult {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** stdout as JSON. @throws where it is none */
  json<T>(): T
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const harambee = join(root, 'packages/cli/bin/harambee.mjs')

/** Longer than a start takes when the site has to be built first. */
const START_DEADLINE_MS = 240_000

/** @param environment variables besides ports and database */
export async function startHarambee(context: CleanUps, environment: NodeJS.ProcessEnv = {}): Promise<Harambee> {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const [port, callbackPort, simulatorPort] = (await findFreePorts(3)).map(String)
  const variables: NodeJS.ProcessEnv = {
    ...withoutOurs(process.env),
    NODE_ENV: 'production',
    ...NO_PROMPT_LIMITS,
    PORT: port,
    CALLBACK_PORT: callbackPort,
    SIMULATOR_PORT: simulatorPort,
    DATABASE_URL: `file:${join(folder, 'data/harambee.db')}`,
    ...environment,
  }
  const { child, output, exited } = spawnHarambee(['start'], variables)
  context.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await exited
    // Where the database is elsewhere, the simulator’s ledger lies in the project.
    rmSync(join(root, `data/postgres-${variables.SIMULATOR_PORT}.simulator.journal`), { force: true })
  })

  const site = `http://127.0.0.1:${variables.PORT}`
  const callbacks = `http://127.0.0.1:${variables.CALLBACK_PORT}`
  const simulator = `http://127.0.0.1:${variables.SIMULATOR_PORT}`
  await waitUntilServing([site, callbacks], child, output)
  return {
    site,
    callbacks,
    simulator,
    environment: variables,
    process: child,
    output,
    safaricom: connectToSafaricom(simulator),
    cli: (...args) => runCli(args, variables),
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return exited
    },
  }
}

/** Runs one command to its end. */
export async function runCli(args: string[], environment: NodeJS.ProcessEnv): Promise<CliResult> {
  const { child, exited, stdout, stderr } = spawnHarambee(args, environment)
  child.stdin?.end()
  const exitCode = await exited
  return {
    exitCode,
    stdout: stdout(),
    stderr: stderr(),
    json: <T>() => JSON.parse(stdout()) as T,
  }
}

/** Starts `harambee …` and gathers what it prints. */
export function spawnHarambee(args: string[], environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [harambee, ...args], { cwd: root, env: environment, stdio: 'pipe' })
  let out = ''
  let err = ''
  let all = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    all += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
    all += text
  })
  const exited = new Promise<number | null>(resolve => child.once('close', code => resolve(code)))
  return { child, exited, stdout: () => out, stderr: () => err, output: () => all }
}

/** The environment without variables that would configure what a test starts. */
export function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours =
    /^(?:MPESA_|HARAMBEE_|PROMPT_LIMIT|PUBLIC_URL$|DATABASE_URL$|PORT$|CALLBACK_PORT$|SIMULATOR_|HOST$|TRUSTED_|SMTP_URL$|MAIL_FROM$|AFRICASTALKING_|SMS_FROM$)/
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !ours.test(name) && name !== 'NODE_TEST_CONTEXT'),
  )
}

async function waitUntilServing(urls: string[], child: ChildProcess, output: () => string): Promise<void> {
  const deadlineMs = Date.now() + START_DEADLINE_MS
  for (const url of urls) {
    while (!(await isServing(url))) {
      if (child.exitCode !== null) throw new Error(`harambee start ended with ${child.exitCode}:\n${output()}`)
      if (Date.now() > deadlineMs) throw new Error(`${url} is not serving:\n${output()}`)
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
}

async function isServing(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok
  } catch {
    return false
  }
}

export { until }
