// `test` for what must hold on every database: registers each test once for SQLite and once for PostgreSQL.

import { test as nodeTest, type TestContext } from 'node:test'

export type DatabaseKind = 'SQLite' | 'PostgreSQL'

const kinds = new WeakMap<TestContext, DatabaseKind>()

type Run = (context: TestContext) => void | Promise<void>

/** Runs a test on both databases; `openTestEngine(context)` opens the one the context stands for. */
export function test(name: string, run: Run): void {
  for (const kind of ['SQLite', 'PostgreSQL'] as const) register(kind, name, run)
}

/** For what only several connections to one database can do to each other. */
export function testOnPostgres(name: string, run: Run): void {
  register('PostgreSQL', name, run)
}

function register(kind: DatabaseKind, name: string, run: Run): void {
  nodeTest(`${name} [${kind}]`, async context => {
    kinds.set(context, kind)
    await run(context)
  })
}

/** SQLite, unless the test was registered for the other. */
export function databaseOf(context: TestContext): DatabaseKind {
  return kinds.get(context) ?? 'SQLite'
}
