// Why a PostgreSQL server cannot be used, in words that say what to do.

import { DatabaseProblem } from './database.ts'
import type { PgAddress } from './postgres-address.ts'
import { ConnectionLost } from './postgres-connection.ts'
import { NotEncrypted } from './postgres-socket.ts'

/** Whatever happened while a connection was being opened, as a problem for people. */
export function toDatabaseProblem(error: unknown, address: PgAddress): DatabaseProblem {
  if (error instanceof DatabaseProblem) return error
  const { code } = error as { code?: unknown }
  const said = error instanceof Error ? error.message : String(error)
  const cause = error instanceof ConnectionLost ? error.cause : error
  const advice = (typeof code === 'string' ? ADVICE[code]?.(address) : undefined) ?? adviseOn(cause)
  const isPassing = PASSING.has(String(code)) || (code === undefined && !(cause instanceof NotEncrypted))
  return new DatabaseProblem(`PostgreSQL at ${address.name} cannot be used (${said}): ${advice}`, { isPassing })
}

/** A server that is started again, or that is full; a network or name service that comes back. */
const PASSING = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['53300', '57P01', '57P02', '57P03'],
])

type Advise = (address: PgAddress) => string

const notThere: Advise = () => 'start the server, or correct host and port in DATABASE_URL.'
const unknownHost: Advise = ({ host }) => `correct the host in DATABASE_URL, or the name service: ${host} is not known.`
const unreachable: Advise = () => 'correct host and port in DATABASE_URL, and let no firewall stand in between.'
const notYet: Advise = () => 'wait until the server is up and start again.'
const wrongPassword: Advise = () => 'correct user and password in DATABASE_URL.'
const mayNotCreate: Advise = ({ user, database }) =>
  `let ${user} make tables: ALTER DATABASE ${database} OWNER TO ${user}.`

/** By SQLSTATE, or by what the network calls it. */
const ADVICE: Readonly<Record<string, Advise>> = {
  ECONNREFUSED: notThere,
  ENOENT: notThere,
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  '28P01': wrongPassword,
  '28000': () =>
    'correct user and password in DATABASE_URL, or let the server take this user from here (its pg_hba.conf); ' +
    'where it asks for encryption, add sslmode=require.',
  '3D000': ({ database, user }) => `make it, CREATE DATABASE ${database} OWNER ${user}, or correct DATABASE_URL.`,
  '42501': mayNotCreate,
  '53300': () => 'raise max_connections of the server, or stop what else is connected.',
  '57P01': notYet,
  '57P02': notYet,
  '57P03': notYet,
}

function adviseOn(error: unknown): string {
  if (error instanceof NotEncrypted) {
    return (
      'turn encryption on at the server, with a certificate this machine trusts (sslrootcert names its authority); ' +
      'on a network of your own, sslmode=require compares no certificate, and sslmode=disable does without.'
    )
  }
  return 'check host, port, user and password in DATABASE_URL, and that the server takes connections.'
}
