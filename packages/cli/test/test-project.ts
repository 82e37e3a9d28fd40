// A project of its own for a test: a folder that counts as the workspace's root, free ports, and the command run in this
// process against it. Removed when the tests end.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Environment } from '@harambee/payments'
import pc from 'picocolors'
import { run } from '../src/cli.ts'
import { findFreePorts } from './free-ports.ts'

/** What a command printed and how it ended. */
export interface Ran {
  readonly exitCode: number
  readonly out: string
  readonly err: string
  /** stdout as the one JSON value it has to be. @throws {SyntaxError} where it is not */
  json(): unknown
}

export interface TestProject {
  readonly folder: string
  /** Ports nobody uses, and whatever a test adds. */
  readonly environment: Record<string, string>
  run(words: string, options?: { environment?: Environment; stdin?: string }): Promise<Ran>
  /** Words that hold blanks. */
  runWords(words: readonly string[], options?: { environment?: Environment; stdin?: string }): Promise<Ran>
  writeEnvFile(text: string): void
}

export async function openTestProject(variables: Record<string, string> = {}): Promise<TestProject> {
  const folder = makeFolder()
  writeFileSync(join(folder, 'package.json'), '{"workspaces":["packages/*"]}')
  mkdirSync(join(folder, 'packages', 'cli'), { recursive: true })
  writeFileSync(join(folder, 'packages', 'cli', 'package.json'), '{}')

  const [port, callbackPort, simulatorPort] = await findFreePorts(3)
  const environment: Record<string, string> = {
    PORT: String(port),
    CALLBACK_PORT: String(callbackPort),
    SIMULATOR_PORT: String(simulatorPort),
    ...variables,
  }
  const runWords: TestProject['runWords'] = (words, options) =>
    runCommand(words, folder, { ...environment, ...options?.environment }, options?.stdin ?? '')
  return {
    folder,
    environment,
    runWords,
    run: (words, options) => runWords(words.split(' '), options),
    writeEnvFile: text => writeFileSync(join(folder, '.env'), text, { mode: 0o600 }),
  }
}

const folders: string[] = []

/** Removed when the test's process ends: until then, what a test has started may still write. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'harambee-cli-'))
  if (folders.length === 0) process.on('exit', removeFolders)
  folders.push(folder)
  return folder
}

function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function runCommand(
  words: readonly string[],
  workingFolder: string,
  environment: Environment,
  stdin: string,
): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const exitCode = await run(words, {
    environment,
    workingFolder,
    isInteractive: false,
    paint: pc.createColors(false),
    out: line => out.push(line),
    err: line => err.push(line),
    openStdin: () => Readable.from([Buffer.from(stdin)]),
  })
  const text = out.join('\n')
  return { exitCode, out: text, err: err.join('\n'), json: () => JSON.parse(text) }
}
