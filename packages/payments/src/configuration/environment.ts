// The variables of this process: `.env` in the project's root, overridden by the real environment, trimmed.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/** Variables by name. Empty ones count as not set. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Reads `.env` in `folder`, where there is one, beneath `real`. */
export function readEnvironment(folder: string, real: Environment): Environment {
  const merged: Record<string, string> = {}
  for (const [name, value] of [...Object.entries(readEnvFile(folder)), ...Object.entries(real)]) {
    const text = value?.trim() ?? ''
    if (text === '') delete merged[name]
    else merged[name] = text
  }
  return merged
}

function readEnvFile(folder: string): Environment {
  try {
    return parseEnv(readFileSync(join(folder, '.env'), 'utf8'))
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return {}
    throw error
  }
}
