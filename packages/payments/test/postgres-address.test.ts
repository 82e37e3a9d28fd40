import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseProblem } from '../src/database/database.ts'
import { readPostgresUrl } from '../src/database/postgres-address.ts'
import { readTestConfiguration } from './open-test-engine.ts'

const read = (url: string) => {
  const { name, host, port, socketPath, user, password, database, encryption } = readPostgresUrl(url)
  return { name, host, port, socketPath, user, password, database, encryption }
}

test('a URL names server, user, password and database, each with its special characters encoded', () => {
  assert.deepEqual(read('postgres://harambee:p%40ss%2Fw%3A%25@db.example.org:6432/books'), {
    name: 'db.example.org:6432/books',
    host: 'db.example.org',
    port: 6432,
    socketPath: null,
    user: 'harambee',
    password: 'p@ss/w:%',
    database: 'books',
    encryption: 'prefer',
  })
})

test('what a URL leaves out is what it usually is', () => {
  const { host, port, user, database } = read('postgresql://amina@localhost')

  assert.deepEqual([host, port, user, database], ['localhost', 5432, 'amina', 'amina'])
})

test('an IPv6 address, a Unix socket and libpq’s own parameters are understood', () => {
  assert.equal(read('postgres://u@[::1]:5433/d').host, '::1')
  assert.equal(read('postgres://u@[::1]:5433/d').name, '[::1]:5433/d')
  assert.equal(read('postgres:///d?host=/var/run/postgresql&user=u').socketPath, '/var/run/postgresql/.s.PGSQL.5432')
  assert.equal(read('postgres://u@%2Ftmp/d').socketPath, '/tmp/.s.PGSQL.5432')
  const { user, password, database } = read('postgres://db.example.org?user=u&password=p&dbname=d')
  assert.deepEqual([user, password, database], ['u', 'p', 'd'])
})

test('connections to this machine are plain, those to others encrypted where the server can, unless the URL says how', () => {
  const encryption = (url: string) => readPostgresUrl(url).encryption
  const isVerified = (url: string) => readPostgresUrl(url).tls.rejectUnauthorized

  for (const host of ['localhost', '127.0.0.1', '[::1]', '%2Ftmp']) {
    assert.equal(encryption(`postgres://u@${host}/d`), 'off', host)
  }
  assert.equal(encryption('postgres://u@10.0.0.5/d'), 'prefer')
  assert.equal(encryption('postgres://u@10.0.0.5/d?sslmode=disable'), 'off')
  for (const mode of ['require', 'verify-ca', 'verify-full']) {
    assert.equal(encryption(`postgres://u@localhost/d?sslmode=${mode}`), 'required', mode)
    assert.equal(isVerified(`postgres://u@localhost/d?sslmode=${mode}`), mode !== 'require', mode)
  }
  assert.equal(encryption('postgres://u@localhost/d?ssl=true'), 'required')
})

/** Passwords people paste as they are. */
const TORN = ['p@ss', 'pa/ss', 'pa?ss', 'pa#ss', '12/34', '12#34', '12?34', 'pa%ss', '//', 'a@b@c', '1/2@3?4#5']

for (const password of TORN) {
  test(`the password ${password}, not encoded, is told how to be written, and shown nowhere`, () => {
    const url = `postgres://harambee:${password}@db.example.org/books`

    assert.throws(
      () => readPostgresUrl(url),
      error => {
        assert.ok(error instanceof DatabaseProblem)
        assert.match(error.message, /write @ as %40, \/ as %2F|write % as %25/)
        assert.ok(!error.message.includes(password) || password === '//', error.message)
        return true
      },
    )
    assert.throws(() => readTestConfiguration({ DATABASE_URL: url }), /%40|%25/)
  })
}

for (const [url, problem] of [
  ['postgres://u@a,b/d', /several hosts: name the one that takes writes/],
  ['postgres://u@h/d?sslmode=on', /sslmode=on: use one of disable, allow, prefer, require/],
  ['postgres://u@h/d?pool_size=5', /"pool_size" is not understood/],
  ['postgres://u@h/d?channel_binding=require', /use sslmode=verify-full instead/],
  [
    'postgres://u@h/d?sslmode=verify-ca&sslrootcert=/not/there.pem',
    /sslrootcert=\/not\/there\.pem cannot be read \(ENOENT\)/,
  ],
  ['postgres://u@h:99999/d', /is no URL such as postgres:\/\/user:password@host:5432\/database/],
] as const) {
  test(`${url} is refused with what to do`, () => {
    assert.throws(() => readPostgresUrl(url), problem)
    assert.throws(() => readTestConfiguration({ DATABASE_URL: url }), problem)
  })
}
