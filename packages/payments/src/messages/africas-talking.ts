// Sends text messages through a gateway of Africa's Talking's shape: one form, one recipient, one status code. It knows no
// key by which a repeated request would be recognised, and every message costs money: what may have been sent is never
// sent again.

import { NotSent, type Transport, type TransportAnswer } from '@harambee/daraja'
import { z } from 'zod'
import type { SmsSettings } from '../configuration/settings.ts'
import { toErrorText } from '../log.ts'
import type { SendOutcome } from './message.ts'

export interface SmsGateway {
  /** @param to a phone number, `2547########` */
  send(sms: { readonly to: string; readonly text: string }): Promise<SendOutcome>
  /** What is left, as the gateway writes it, such as `KES 1785.50`. @throws {Error} saying what failed */
  findBalance(): Promise<string>
}

const SEND_TIMEOUT_MS = 30_000
const BALANCE_TIMEOUT_MS = 10_000

const answerSchema = z.object({
  SMSMessageData: z.object({
    Message: z.string(),
    Recipients: z.array(
      z.object({
        statusCode: z.coerce.number().int(),
        status: z.string().optional(),
        messageId: z.string().optional(),
      }),
    ),
  }),
})
const balanceSchema = z.object({ UserData: z.object({ balance: z.string().max(40) }) })

/** The gateway has it: processed, sent, queued. */
const TAKEN: ReadonlySet<number> = new Set([100, 101, 102])
/** Refused because of our account, which somebody can mend: held as a risk, an unknown sender id, no money left. */
const OF_OUR_ACCOUNT: ReadonlyMap<number, string> = new Map([
  [401, 'the gateway holds it as a risk'],
  [402, 'the gateway does not know the sender in SMS_FROM'],
  [405, 'the account at the gateway is empty'],
])
/** Refused because of the number. */
const OF_THE_NUMBER: ReadonlyMap<number, string> = new Map([
  [403, 'the gateway takes the number for no phone'],
  [404, 'the gateway cannot reach numbers of this kind'],
  [406, 'the number is on the gateway’s block list'],
  [407, 'the gateway has no route to the number'],
  [409, 'the owner of the number wants no messages'],
  [502, 'the operator of the number refused it'],
])

export function createSmsGateway({ baseUrl, username, apiKey, from }: SmsSettings, transport: Transport): SmsGateway {
  const headers = { apiKey: apiKey.reveal(), accept: 'application/json' }
  return {
    async send({ to, text }) {
      const form = new URLSearchParams({ username, to: `+${to}`, message: text })
      if (from !== null) form.set('from', from)
      try {
        const answer = await transport({
          method: 'POST',
          url: `${baseUrl}/version1/messaging`,
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
          body: form.toString(),
          timeoutMs: SEND_TIMEOUT_MS,
        })
        return toOutcome(answer)
      } catch (error) {
        return error instanceof NotSent
          ? { outcome: 'not-now', because: 'the gateway cannot be reached' }
          : { outcome: 'unknown', because: 'the gateway was asked and did not answer' }
      }
    },
    async findBalance() {
      const url = `${baseUrl}/version1/user?username=${encodeURIComponent(username)}`
      const answer = await transport({ method: 'GET', url, headers, body: null, timeoutMs: BALANCE_TIMEOUT_MS }).catch(
        error => {
          throw new Error(`The gateway cannot be reached (${toErrorText(error)})`)
        },
      )
      if (answer.status === 401) throw new Error('The gateway knows no such user name and key')
      const read = balanceSchema.safeParse(parseJson(answer.text))
      if (answer.status !== 200 || !read.success) throw new Error(`The gateway answered ${answer.status}`)
      return read.data.UserData.balance
    },
  }
}

function toOutcome({ status, text }: TransportAnswer): SendOutcome {
  if (status === 401 || status === 403) {
    return { outcome: 'not-now', because: `the gateway answered ${status}: it knows no such user name and key` }
  }
  if (status === 429) return { outcome: 'not-now', because: 'the gateway answered 429: too many at once' }
  if (status >= 400 && status < 500) return { outcome: 'refused', because: `the gateway answered ${status}` }
  const read = answerSchema.safeParse(parseJson(text))
  if (status < 200 || status > 299 || !read.success) {
    return { outcome: 'unknown', because: `the gateway answered ${status}, and not what became of it` }
  }
  const [recipient] = read.data.SMSMessageData.Recipients
  // Whatever stands against the whole request stands where the recipients would.
  if (!recipient) return toOutcomeWithoutRecipient(read.data.SMSMessageData.Message)
  const { statusCode, messageId } = recipient
  if (TAKEN.has(statusCode)) return { outcome: 'sent', reference: messageId?.slice(0, 80) ?? null }
  const ours = OF_OUR_ACCOUNT.get(statusCode)
  if (ours !== undefined) return { outcome: 'not-now', because: `${ours} (${statusCode})` }
  const theirs = OF_THE_NUMBER.get(statusCode)
  if (theirs !== undefined) return { outcome: 'refused', because: `${theirs} (${statusCode})` }
  // 500 and 501 are errors behind the gateway: it may have gone on.
  return { outcome: 'unknown', because: `the gateway answered ${statusCode}` }
}

function toOutcomeWithoutRecipient(message: string): SendOutcome {
  if (/InsufficientBalance/i.test(message))
    return { outcome: 'not-now', because: 'the account at the gateway is empty' }
  if (/InvalidSenderId/i.test(message)) {
    return { outcome: 'not-now', because: 'the gateway does not know the sender in SMS_FROM' }
  }
  return { outcome: 'unknown', because: 'the gateway answered without saying what became of it' }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
