// `harambee migrate`: brings the database up to this version.

import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { migrateDatabase } from '../migrate-database.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { NO_SECRETS, readServing } from '../serving.ts'
import { loadConfiguration, loadEnvironment } from '../settings.ts'

export function addMigrateCommand(program: Command, call: Call): void {
  const command = addCommand(program, 'migrate', 'Bring the database up to this version (npm start does it too)')
  withExamples(command, ['harambee migrate', 'DATABASE_URL=file:./data/harambee.db harambee migrate --json'])
  command.action(perform(call, migrateNow))
}

async function migrateNow({ root, terminal }: Invocation): Promise<Report> {
  const environment = loadEnvironment(root, terminal.environment)
  // Only the database matters here; where its own variable is wrong, all problems are told.
  const serving = readServing(environment) ?? loadConfiguration(environment, NO_SECRETS).serving
  const applied = await migrateDatabase(serving.databaseUrl, root)
  return {
    json: { applied },
    lines:
      applied.length === 0
        ? ['Nothing to apply: the database is up to date.']
        : applied.map(name => `Applied ${name}.`),
  }
}
