// `test` for what must hold on every database: registers each test once for SQLite and once for PostgreSQL.

import { test as nodeTest, type TestContext } from 'node:test'

export type DatabaseKind = 'SQLite' | 'PostgreSQL'

const kinds = new WeakMap<TestContext, DatabaseKind>()

/** Runs a test on both databases; `openTestEngine(context)` opens the one the context stands for. */
export function test(name: string, run: (context: TestContext) => void | Promise<void>): void {
  for (const kind of ['SQLite', 'PostgreSQL'] as const) {
    nodeTest(`${name} [${kind}]`, async context => {
      kinds.set(context, kind)
      await run(context)
    })
  }
}

/** SQLite, unless the test was registered for the other. */
export function databaseOf(context: TestContext): DatabaseKind {
  return kinds.get(context) ?? 'SQLite'
}
