// A project for the doctor to look at, and its checks.

import type { TestContext } from 'node:test'
import { type FakeDaraja, refused, startFakeDaraja } from './fake-daraja.ts'
import { openTestProject, type TestProject } from './test-project.ts'

export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly message: string
  readonly fix: string | null
}

/** All checks. */
export async function examine(project: TestProject, environment: Record<string, string> = {}): Promise<Check[]> {
  const ran = await project.run('doctor --json', { environment })
  return (ran.json() as { checks: Check[] }).checks
}

export async function namesOfWrong(project: TestProject): Promise<string[]> {
  return (await examine(project)).filter(check => !check.ok).map(check => check.name)
}

/** Complete sandbox credentials, and a Daraja that takes them. */
export async function openSandboxProject(
  context: TestContext,
  variables: Record<string, string> = {},
): Promise<{ project: TestProject; daraja: FakeDaraja }> {
  const daraja = await startFakeDaraja(context)
  daraja.query = () => refused(500, '500.001.1001', 'The transaction does not Exist')
  const project = await openTestProject({
    MPESA_CONSUMER_KEY: 'consumer-key',
    MPESA_CONSUMER_SECRET: 'consumer-secret',
    MPESA_PASSKEY: 'passkey',
    MPESA_ENVIRONMENT: 'sandbox',
    MPESA_DARAJA_URL: `http://127.0.0.1:${daraja.port}`,
    MPESA_CALLBACK_URL: 'https://give.example.org/cb',
    MPESA_CALLBACK_SECRET_KEY: 'c0ffee'.repeat(8),
    HARAMBEE_SECRET: 'h'.repeat(64),
    ...variables,
  })
  return { project, daraja }
}
