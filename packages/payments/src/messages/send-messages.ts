// Sends what is due in the outbox, a few messages at a time. First a lease on the row with what is going to be sent, then the
// sending, outside any transaction, then what came of it.
//
// Several engines never send one message twice, but for one case: an engine that dies between its carrier's answer and our
// commit leaves a message nobody knows about. An e-mail is then sent again, with the Message-ID it had; a text message costs
// money and carries no such mark, so it is not, and stays `unknown` until an operator has looked.

import type { Attachment } from 'nodemailer'
import type { Language } from '../languages.ts'
import { toErrorText } from '../log.ts'
import type { Ports } from '../ports.ts'
import type { SmsGateway } from './africas-talking.ts'
import { type ComposeContext, composeMessage } from './compose-message.ts'
import type { Mailer } from './mailer.ts'
import { type Channel, CONTENT_BELONGS_TO, type MessageContent, type SendOutcome } from './message.ts'
import {
  claimMessage,
  type DueMessage,
  deleteMessage,
  listDueMessages,
  type MessageChange,
  saveMessage,
} from './outbox.ts'

/** What else goes with an e-mail about a payment, such as its receipt as a PDF. */
export type ReceiptAttachments = (paymentId: string, language: Language) => Promise<readonly Attachment[]>

export interface SendContext extends ComposeContext {
  readonly ports: Ports
  /** null: not set up. */
  readonly mailer: Mailer | null
  readonly smsGateway: SmsGateway | null
  readonly attachments: ReceiptAttachments
  /** Names the mail in the world of mailboxes, behind the @. */
  readonly mailDomain: string
}

/** Sent at the same time. */
const AT_ONCE = 6
/** Rounds in one go; whatever is left is due at once in the next. */
const MOST_ROUNDS = 200
/** Longer than any attempt may take. */
const LEASE_MS = 10 * 60_000

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** After each refusal that may pass, so long until the next attempt; after the last one, nobody tries any more. */
export const RETRY_AFTER_MS = [
  ...[MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS],
  ...[6 * HOUR_MS, 12 * HOUR_MS, 24 * HOUR_MS, 24 * HOUR_MS],
] as const

const WRITE_AGAIN_AFTER_MS = 15 * MINUTE_MS

/** What came of an attempt is tried to be stored so often. */
const STORE_AGAIN_AFTER_MS = [100, 1_000, 5_000] as const

export function listChannels({ mailer, smsGateway }: Pick<SendContext, 'mailer' | 'smsGateway'>): Channel[] {
  return [...(mailer === null ? [] : (['email'] as const)), ...(smsGateway === null ? [] : (['sms'] as const))]
}

/** Sends everything that is due. @param channels at least one @returns how many messages were looked at */
export async function sendDueMessages(context: SendContext, channels: readonly Channel[]): Promise<number> {
  let looked = 0
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const due = await listDueMessages(context.database.kysely, channels, context.ports.nowMs(), AT_ONCE)
    await Promise.all(due.map(message => sendOne(context, message)))
    looked += due.length
    if (due.length < AT_ONCE) break
  }
  return looked
}

async function sendOne(context: SendContext, message: DueMessage): Promise<void> {
  const { database, ports, sealer } = context
  const { kysely } = database
  const over = { reference: null, nextAtMs: null, atMs: ports.nowMs() }
  if (message.state === 'sending' && message.channel === 'sms') {
    const because = 'the engine that was sending it is gone, and nobody knows whether it went'
    await settle(context, message, message.turn, { ...over, state: 'unknown', because })
    return
  }
  const composed = await composeMessage(context, message).catch(error => {
    ports.log.error('a message could not be written and will be tried again', { error: toErrorText(error) })
    return null
  })
  if (composed === null) {
    // The others go on meanwhile.
    const later = { nextAtMs: ports.nowMs() + WRITE_AGAIN_AFTER_MS, because: 'it could not be written' }
    await saveMessage(kysely, message.id, message.turn, { ...over, ...later, state: message.state })
    return
  }
  if (composed.outcome === 'not-wanted') return deleteMessage(kysely, message)
  if (composed.outcome === 'dropped') {
    await settle(context, message, message.turn, { ...over, state: 'dropped', because: composed.because })
    return
  }
  const { content } = composed
  const contentSealed = sealer.seal(JSON.stringify(content), CONTENT_BELONGS_TO(message.id))
  if (!(await claimMessage(kysely, message, { contentSealed, untilMs: ports.nowMs() + LEASE_MS }))) return
  const outcome = await attempt(context, message, content)
  await storeOutcome(context, message, toChange(outcome, message.attempts + 1, ports.nowMs()))
}

async function attempt(context: SendContext, message: DueMessage, content: MessageContent): Promise<SendOutcome> {
  const { mailer, smsGateway, ports } = context
  try {
    if (content.channel === 'sms') {
      if (smsGateway === null) return { outcome: 'not-now', because: 'text messages are not set up' }
      return await smsGateway.send(content)
    }
    if (mailer === null) return { outcome: 'not-now', because: 'e-mail is not set up' }
    const attachments =
      message.payment_id === null ? [] : await context.attachments(message.payment_id, content.language)
    return await mailer.send({ content, messageId: toMailId(context, message), attachments })
  } catch (error) {
    // A bug, not an answer: all we know is that we do not know.
    ports.log.error('sending a message failed in an unforeseen way', { error: toErrorText(error) })
    return content.channel === 'sms'
      ? { outcome: 'unknown', because: 'an unforeseen error' }
      : { outcome: 'not-now', because: 'an unforeseen error' }
  }
}

/** The same at every attempt; another where an operator wishes it to go once more. */
function toMailId({ sealer, mailDomain }: SendContext, { id, round }: DueMessage): string {
  return `${sealer.sign('message-id', [id, round]).slice(0, 32)}@${mailDomain}`
}

function toChange(outcome: SendOutcome, attempts: number, nowMs: number): MessageChange {
  const over = { reference: null, nextAtMs: null, atMs: nowMs }
  switch (outcome.outcome) {
    case 'sent':
      return { ...over, state: 'sent', because: null, reference: outcome.reference }
    case 'refused':
      return { ...over, state: 'refused', because: outcome.because }
    case 'unknown':
      return { ...over, state: 'unknown', because: outcome.because }
    case 'not-now': {
      const waitMs = RETRY_AFTER_MS[attempts - 1]
      return waitMs === undefined
        ? { ...over, state: 'gave-up', because: outcome.because }
        : { ...over, state: 'waiting', because: outcome.because, nextAtMs: nowMs + waitMs }
    }
  }
}

async function storeOutcome(context: SendContext, message: DueMessage, change: MessageChange): Promise<void> {
  const { ports } = context
  for (const delayMs of [...STORE_AGAIN_AFTER_MS, null]) {
    try {
      await settle(context, message, message.turn + 1, change)
      return
    } catch (error) {
      ports.log.error('what came of a message could not be stored', { error: toErrorText(error) })
      if (delayMs === null) throw error
      await new Promise<void>(resolve => ports.setTimer(delayMs, resolve))
    }
  }
}

async function settle(context: SendContext, message: DueMessage, turn: number, change: MessageChange): Promise<void> {
  const { database, ports } = context
  if (!(await saveMessage(database.kysely, message.id, turn, change))) return
  const { channel, occasion } = message
  const facts = { channel, occasion, paymentId: message.payment_id, because: change.because }
  if (change.state === 'sent') ports.log.story(SENT[channel], { paymentId: message.payment_id })
  else if (change.state === 'waiting') ports.log.info('a message could not be sent yet and will be tried again', facts)
  else if (change.state !== 'dropped') ports.log.warn(`a message was not sent: ${change.state}`, facts)
}

const SENT = {
  email: 'The giver was told by e-mail.',
  sms: 'The giver was told by a text message.',
} as const satisfies Record<Channel, string>
