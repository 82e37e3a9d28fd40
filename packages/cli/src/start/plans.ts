// The processes of a start, each as one command.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Configuration, Environment } from '@harambee/payments'
import { toJournalPath } from './data-folder.ts'
import { toSimulatorHost } from './ports.ts'
import { STOP_WITH_PARENT } from './process-group.ts'
import type { SupervisedPlan } from './supervisor.ts'

/** Variables by which processes are told what only their supervisor knows. */
export const SITE_BUILD_VARIABLE = 'HARAMBEE_SITE_BUILD'
export const JOURNAL_VARIABLE = 'HARAMBEE_SIMULATOR_JOURNAL'

/**
 * The environment of children: the process's own variables, and above them what `.env` said when it was checked, so that
 * a child started again an hour later runs with the same settings.
 */
export function toChildEnvironment(environment: Environment): NodeJS.ProcessEnv {
  return { ...process.env, ...environment }
}

/** Engine and site, and in the demo the simulator. @param siteBuild the folder the site was built into */
export function planProcesses(
  configuration: Configuration,
  options: { root: string; environment: NodeJS.ProcessEnv; siteBuild: string },
): SupervisedPlan[] {
  const { root, environment } = options
  const { host, port, callbackPort, simulatorPort, databaseUrl } = configuration.serving
  // The processes that are ours start in half the time.
  const own = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'harambee'), ...environment }
  const runWith = (script: string) => ({
    command: process.execPath,
    args: ['--import', STOP_WITH_PARENT, script],
    folder: root,
    environment,
  })
  const engine: SupervisedPlan = {
    name: 'engine',
    ...runWith(ownScript('engine')),
    environment: own,
    healthUrl: `${toLocalOrigin(host, callbackPort)}/health`,
  }
  const site: SupervisedPlan = {
    name: 'site',
    ...runWith(join(root, 'web', 'server', 'serve.ts')),
    environment: { ...environment, [SITE_BUILD_VARIABLE]: options.siteBuild },
    healthUrl: `${toLocalOrigin(host, port)}/health`,
  }
  if (configuration.daraja.mode !== 'demo') return [engine, site]

  const simulator: SupervisedPlan = {
    name: 'simulator',
    ...runWith(ownScript('simulator')),
    environment: { ...own, [JOURNAL_VARIABLE]: toJournalPath(databaseUrl, simulatorPort, root) ?? '' },
    healthUrl: `${toLocalOrigin(toSimulatorHost(host), simulatorPort)}/health`,
    isStoppedLast: true,
  }
  return [simulator, engine, site]
}

/** Where this machine reaches what listens on `host`. */
export function toLocalOrigin(host: string, port: number): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function ownScript(name: string): string {
  return fileURLToPath(new URL(`../processes/${name}.ts`, import.meta.url))
}
