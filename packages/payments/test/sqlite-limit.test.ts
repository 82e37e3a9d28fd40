// A limit is part of a statement's text on SQLite, which would otherwise prepare the statement again for each call.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '@harambee/payments'
import { sql } from 'kysely'

test('a limit that is a number is written into the statement, and any other stays a parameter [SQLite]', async () => {
  const database = openDatabase('file::memory:', '/', { setTimer: () => () => {} })
  const list = database.kysely.selectFrom(sql<{ n: number }>`(VALUES (1), (2), (3))`.as('t')).selectAll()
  const counted = list.limit(2).compile()
  const skipping = list.limit(1).offset(2).compile()
  const unlimited = list.limit(-1n as unknown as number).compile()

  assert.match(counted.sql, / limit 2$/)
  assert.deepEqual(counted.parameters, [])
  assert.match(skipping.sql, / limit 1 offset \?$/)
  assert.match(unlimited.sql, / limit \?$/)
  assert.equal((await database.kysely.executeQuery(counted)).rows.length, 2)
  assert.equal((await database.kysely.executeQuery(skipping)).rows.length, 1)
  assert.equal((await database.kysely.executeQuery(unlimited)).rows.length, 3)
  await database.close()
})
