// A project whose Daraja is a test's own, with a database and a campaign, and on request an engine process.

import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { demoCampaign } from '@harambee/payments'
import { isHealthy } from '../src/start/health.ts'
import { type FakeDaraja, startFakeDaraja } from './fake-daraja.ts'
import { type RunningProcess, runProcess } from './run-process.ts'
import { openTestProject, type TestProject } from './test-project.ts'
import { waitFor } from './wait-for.ts'

export interface MoneyProject extends TestProject {
  readonly daraja: FakeDaraja
  startEngine(): Promise<RunningProcess>
}

const ENGINE = fileURLToPath(new URL('../src/processes/engine.ts', import.meta.url))

export async function openMoneyProject(
  context: TestContext,
  variables: Record<string, string> = {},
): Promise<MoneyProject> {
  const daraja = await startFakeDaraja(context)
  const project = await openTestProject({ SIMULATOR_PORT: String(daraja.port), ...variables })
  await project.run('migrate')
  const campaign = JSON.stringify(demoCampaign(Date.parse('2099-01-01T00:00:00Z')))
  const added = await project.run('campaigns add -', { stdin: campaign })
  if (added.exitCode !== 0) throw new Error(added.err)

  return {
    ...project,
    daraja,
    async startEngine() {
      const engine = runProcess(context, process.execPath, [ENGINE], {
        folder: project.folder,
        environment: { ...process.env, ...project.environment },
      })
      const url = `http://127.0.0.1:${project.environment.CALLBACK_PORT}/health`
      await waitFor('the engine answers', () => isHealthy(url))
      return engine
    },
  }
}

/** A payment asked for on the command line. */
export async function pay(project: TestProject, more = '', phone = '0700000001'): Promise<Record<string, unknown>> {
  const ran = await project.run(`pay --phone ${phone} --amount 500 --campaign madarasa --json${more && ` ${more}`}`)
  return ran.json() as Record<string, unknown>
}
