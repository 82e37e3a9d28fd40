// The text message gateway: Africa's Talking's paths, form and status codes, and what arrives on the phones.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DarajaReply } from '@harambee/simulator'
import { createWorld, PHONE, type World } from './world.ts'

const HEADERS = { apikey: 'key', accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }

async function sendSms(world: World, fields: Record<string, string> = {}, headers: Record<string, string> = HEADERS) {
  const body = new URLSearchParams({ username: 'sandbox', to: `+${PHONE}`, message: 'Asante!', ...fields }).toString()
  const answer = await world.simulator.handle({ method: 'POST', path: '/version1/messaging', headers, body })
  assert.notEqual(answer, 'cut')
  return answer as DarajaReply
}
const codes = (reply: DarajaReply) =>
  JSON.parse(reply.body).SMSMessageData.Recipients.map(({ statusCode, status }: Record<string, unknown>) => [
    statusCode,
    status,
  ])

test('a message appears on the phone with its sender, and each number has its own status', async () => {
  const world = createWorld()

  const reply = await sendSms(world, { to: `+${PHONE},0700000001,+25420123`, from: 'TUMAINI' })

  assert.equal(reply.status, 201)
  assert.match(reply.body, /"Message":"Sent to 1\/3 Total Cost: KES 0\.8000"/)
  assert.match(reply.body, /"messageId":"ATXid_[0-9a-f]{32}"/)
  assert.deepEqual(codes(reply), [
    [101, 'Success'],
    [403, 'InvalidPhoneNumber'],
    [403, 'InvalidPhoneNumber'],
  ])
  assert.deepEqual(
    world.simulator.phone(PHONE).messages.map(({ text, from }) => [text, from]),
    [['Asante!', 'TUMAINI']],
  )
})

test('whoever names no key, another key or no text is refused, and no phone rings', async () => {
  const world = createWorld({ smsAccount: { username: 'sandbox', apiKey: 'key' } })

  assert.equal((await sendSms(world, {}, { ...HEADERS, apikey: '' })).status, 401)
  assert.equal((await sendSms(world, {}, { ...HEADERS, apikey: 'other' })).status, 401)
  assert.equal((await sendSms(world, { username: 'other' })).status, 401)
  assert.equal((await sendSms(world, { message: '' })).status, 400)
  assert.match((await sendSms(world, { from: 'much too long a name' })).body, /InvalidSenderId/)
  assert.deepEqual(world.simulator.phone(PHONE).messages, [])
  assert.equal((await sendSms(world)).status, 201)
})

test('the weather: no money, a refusal, and an answer that is lost though the message went', async () => {
  const world = createWorld()

  world.simulator.setFaults({ smsOutOfMoney: 1 })
  assert.deepEqual(codes(await sendSms(world)), [[405, 'InsufficientBalance']])
  world.simulator.setFaults({ smsOutOfMoney: 0, smsRefused: 1 })
  assert.deepEqual(codes(await sendSms(world)), [[502, 'RejectedByGateway']])
  assert.deepEqual(world.simulator.phone(PHONE).messages, [])
  world.simulator.setFaults({ smsRefused: 0, smsAnswerLost: 1 })
  const body = new URLSearchParams({ username: 'sandbox', to: `+${PHONE}`, message: 'Went' }).toString()
  const lost = await world.simulator.handle({ method: 'POST', path: '/version1/messaging', headers: HEADERS, body })

  assert.equal(lost, 'cut')
  assert.equal(world.simulator.phone(PHONE).messages.at(-1)?.text, 'Went')
})

test('it tells the balance, and answers in XML whoever does not ask for JSON', async () => {
  const { simulator } = createWorld()
  const ask = (headers: Record<string, string>) =>
    simulator.handle({ method: 'GET', path: '/version1/user?username=sandbox', headers, body: '' })

  assert.equal(((await ask(HEADERS)) as DarajaReply).body, '{"UserData":{"balance":"KES 1785.50"}}')
  assert.match(
    ((await ask({ apikey: 'key' })) as DarajaReply).body,
    /^<\?xml.*<UserData><balance>KES 1785\.50<\/balance><\/UserData>/,
  )
})
