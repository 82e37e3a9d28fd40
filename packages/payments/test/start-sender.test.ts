// A charity that has set up neither e-mail nor text messages: the sender has nothing to do, and nothing to complain of.

import assert from 'node:assert/strict'
import { createCallbackTokens } from '../src/callback-url.ts'
import { SILENT_LOG } from '../src/log.ts'
import { startSender } from '../src/messages/start-sender.ts'
import { test } from './both-databases.ts'
import { openTestEngine } from './open-test-engine.ts'

test('where nothing is set up, the sender asks the database nothing, and nothing fails', async context => {
  const { engine, time } = await openTestEngine(context)
  const errors: string[] = []
  const log = { ...SILENT_LOG, error: (text: string, facts?: object) => void errors.push(text + JSON.stringify(facts)) }

  const sender = startSender({
    ...{ database: engine.database, sealer: engine.sealer, ports: { ...engine.ports, log } },
    ...{ links: createCallbackTokens(Buffer.alloc(32)), origin: 'https://give.example.org', mode: 'live' },
    ...{ mailer: null, smsGateway: null, attachments: async () => [], mailDomain: 'example.org' },
  })
  sender.kick()
  await time.advance(1_000)
  await sender.stop()

  assert.deepEqual(errors, [])
})
