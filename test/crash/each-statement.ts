// Something done before each statement a database is asked to run through Kysely, and after each of its transactions: the
// moments at which a process may die that migrates or starts.

import type { Database } from '@harambee/payments'
import type { KyselyPlugin } from 'kysely'

/** @param reach told how many such moments there have been, this one included */
export function atEachStatement(database: Database, reach: (moment: number) => void): Database {
  let moments = 0
  const next = () => reach(++moments)
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      next()
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return {
    ...database,
    kysely: database.kysely.withPlugin(plugin),
    async transaction(locks, work, options) {
      const result = await database.transaction(locks, inside => work(inside.withPlugin(plugin)), options)
      next()
      return result
    },
  }
}
