// A text message gateway beside Safaricom, in the shape of Africa's Talking: a form with one or several numbers in, a status
// code for each number out. What it takes appears on the phones. Its balance is the same however much is sent, unless the
// weather has emptied it.

import { type Core, faultStrikes, nextNumber } from '../core.ts'
import type { DarajaAnswer, DarajaReply, DarajaRequest } from '../daraja/reply.ts'
import { sendMessage } from '../messages.ts'
import { parseTypedNumber } from '../phone-number.ts'
import { createRandom, drawText } from '../seeded-random.ts'

const MESSAGING_PATH = '/version1/messaging'
const USER_PATH = '/version1/user'

/** The sender of who names none. */
const DEFAULT_SENDER = 'AFRICASTKNG'
const COST = 'KES 0.8000'
const BALANCE = 'KES 1785.50'
const MAX_RECIPIENTS = 100
/** Ten messages' worth. */
const MAX_TEXT_LENGTH = 1_600
const HEX = '0123456789abcdef'

interface Recipient {
  readonly statusCode: number
  readonly number: string
  readonly status: string
  readonly cost: string
  readonly messageId: string
}

/** Whether this is the gateway's rather than Daraja's to answer. */
export function isForSmsGateway(path: string): boolean {
  return path === MESSAGING_PATH || path === USER_PATH
}

/** Any user name and key will do, unless the simulator was told whose requests to answer. */
export function answerSmsGateway(core: Core, request: DarajaRequest): DarajaAnswer {
  const [path, query = ''] = request.path.split('?', 2)
  const isSending = path === MESSAGING_PATH
  if (request.method !== (isSending ? 'POST' : 'GET')) return toText(405, 'The request method is not supported')
  const fields = new URLSearchParams(isSending ? request.body : query)
  const username = fields.get('username') ?? ''
  const apiKey = request.headers.apikey ?? ''
  const { smsAccount } = core
  const isKnown = smsAccount === null || (smsAccount.username === username && smsAccount.apiKey === apiKey)
  if (username === '' || apiKey === '' || !isKnown) return toText(401, 'The supplied authentication is invalid')
  const isEmpty = faultStrikes(core, 'smsOutOfMoney')
  if (!isSending) return toReply(request, 200, { UserData: { balance: isEmpty ? 'KES 0.00' : BALANCE } })
  for (const name of ['to', 'message']) {
    if (!fields.get(name)) return toText(400, `Request is missing required form field '${name}'`)
  }
  const [text, from] = [fields.get('message') ?? '', fields.get('from') ?? DEFAULT_SENDER]
  if (text.length > MAX_TEXT_LENGTH) return toText(400, 'The message is too long')
  if (!/^[A-Za-z0-9 _-]{1,11}$/.test(from)) return toAnswer(request, 'InvalidSenderId', [])
  const numbers = (fields.get('to') ?? '').split(',').slice(0, MAX_RECIPIENTS)
  const recipients = numbers.map(number => deliver(core, number.trim(), { text, from, isEmpty }))
  const taken = recipients.filter(({ statusCode }) => statusCode === 101).length
  const cost = taken === 0 ? 'KES 0' : `KES ${(taken * 0.8).toFixed(4)}`
  if (faultStrikes(core, 'smsAnswerLost')) return 'cut'
  return toAnswer(request, `Sent to ${taken}/${numbers.length} Total Cost: ${cost}`, recipients)
}

function deliver(
  core: Core,
  number: string,
  sms: { readonly text: string; readonly from: string; readonly isEmpty: boolean },
): Recipient {
  const refuse = (statusCode: number, status: string) => ({
    statusCode,
    number,
    status,
    cost: '0',
    messageId: 'None',
  })
  const phoneNumber = number.startsWith('+') ? parseTypedNumber(number) : null
  if (phoneNumber === null) return refuse(403, 'InvalidPhoneNumber')
  if (sms.isEmpty) return refuse(405, 'InsufficientBalance')
  if (faultStrikes(core, 'smsRefused')) return refuse(502, 'RejectedByGateway')
  sendMessage(core, phoneNumber, sms.text, sms.from)
  const messageId = `ATXid_${drawText(createRandom(core.seed, `sms ${nextNumber(core, 'sms')}`), HEX, 32)}`
  return { statusCode: 101, number, status: 'Success', cost: COST, messageId }
}

function toAnswer(request: DarajaRequest, message: string, recipients: readonly Recipient[]): DarajaReply {
  return toReply(request, 201, { SMSMessageData: { Message: message, Recipients: recipients } })
}

/** XML for whoever does not ask for JSON, as the gateway has it. */
function toReply(request: DarajaRequest, status: number, body: object): DarajaReply {
  if (request.headers.accept?.includes('application/json')) {
    return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
  }
  const xml = `<?xml version="1.0" encoding="UTF-8"?><AfricasTalkingResponse>${toXml(body)}</AfricasTalkingResponse>`
  return { status, headers: { 'content-type': 'application/xml; charset=utf-8' }, body: xml }
}

function toXml(value: unknown): string {
  if (Array.isArray(value)) return value.map(one => `<Recipient>${toXml(one)}</Recipient>`).join('')
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, one]) => `<${name}>${toXml(one)}</${name}>`)
      .join('')
  }
  return String(value).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

function toText(status: number, body: string): DarajaReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
}
