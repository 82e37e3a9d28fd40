// Ports, origins, database and log level.

import { findPostgresUrlProblem } from '../database/postgres-address.ts'
import { LOG_LEVELS } from '../log.ts'
import type { Environment } from './environment.ts'
import type { Problems } from './problems.ts'
import type { Serving } from './settings.ts'

const MOST_PORT = 65_535
const DAY_MS = 24 * 60 * 60_000
/** Tests look at most this far ahead or back. */
const MOST_CLOCK_OFFSET_MS = 3_660 * DAY_MS

/** @see Serving */
export function readServing(environment: Environment, problems: Problems): Serving {
  const port = problems.integer(environment, 'PORT', 3000, 1, MOST_PORT)
  const callbackPort = problems.integer(environment, 'CALLBACK_PORT', 3001, 1, MOST_PORT)
  const simulatorPort = problems.integer(environment, 'SIMULATOR_PORT', 4010, 1, MOST_PORT)
  if (new Set([port, callbackPort, simulatorPort]).size < 3) {
    problems.add(`PORT, CALLBACK_PORT and SIMULATOR_PORT must differ (${port}, ${callbackPort}, ${simulatorPort}).`)
  }
  const publicUrl = problems.url(environment, 'PUBLIC_URL')
  return {
    host: environment.HOST ?? '127.0.0.1',
    port,
    callbackPort,
    simulatorPort,
    publicOrigins: publicUrl ? [publicUrl.origin] : [`http://localhost:${port}`, `http://127.0.0.1:${port}`],
    databaseUrl: readDatabaseUrl(environment, problems),
    logLevel: problems.choice(environment, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    clockOffsetMs: problems.integer(
      environment,
      'HARAMBEE_TEST_CLOCK_OFFSET_MS',
      0,
      -MOST_CLOCK_OFFSET_MS,
      MOST_CLOCK_OFFSET_MS,
    ),
  }
}

function readDatabaseUrl(environment: Environment, problems: Problems): string {
  const text = environment.DATABASE_URL ?? 'file:./data/harambee.db'
  if (/^postgres(?:ql)?:\/\//.test(text)) {
    const problem = findPostgresUrlProblem(text)
    if (problem !== null) problems.add(problem)
  } else if (!/^file:.+/.test(text)) {
    // Up to the last @: a password may hold one.
    const hidden = text.replace(/\/\/.*@/, '//[secret]@')
    problems.add(`DATABASE_URL=${hidden}: use file:./data/harambee.db or postgres://user:password@host/database.`)
  }
  return text
}
