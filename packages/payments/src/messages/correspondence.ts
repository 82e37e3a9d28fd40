// Everything the engine writes to givers, opened from one configuration.

import type { CallbackTokens } from '../callback-url.ts'
import type { Configuration } from '../configuration/settings.ts'
import type { Database } from '../database/database.ts'
import type { Loop } from '../loop.ts'
import { createPledges, type PledgeContext, type Pledges } from '../pledges/pledges.ts'
import type { Ports } from '../ports.ts'
import type { Sealer } from '../sealing.ts'
import { createSmsGateway } from './africas-talking.ts'
import { createMailer } from './mailer.ts'
import type { Channel } from './message.ts'
import { findMessage, listMessages, type MessageEntry, type MessageListing, sendMessageAgain } from './outbox.ts'
import type { ReceiptAttachments, SendContext } from './send-messages.ts'
import { startSender } from './start-sender.ts'
import { withMessages } from './write-messages.ts'

export interface Messages {
  /** Those that are set up. */
  readonly channels: readonly Channel[]
  list(listing: MessageListing): Promise<MessageEntry[]>
  find(id: string): Promise<MessageEntry | null>
  /** Has a message sent once more. @returns false where there is none, it is not over, or nobody is left to tell */
  sendAgain(id: string): Promise<boolean>
  /** Sends what is due until it is stopped. One per process. @param attachments what goes with an e-mail; nothing unless told */
  startSender(attachments?: ReceiptAttachments): Loop
}

export interface Correspondence {
  readonly messages: Messages
  /** Days on which people want to be reminded to give again. */
  readonly pledges: Pledges
}

export interface CorrespondenceContext {
  readonly configuration: Configuration
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Ports
  /** Makes the tokens of signed links to a payment. */
  readonly links: CallbackTokens
  readonly requestPayment: PledgeContext['requestPayment']
}

/** @returns the database in which settled payments leave their messages, and what the engine offers of it */
export function openCorrespondence(context: CorrespondenceContext): { database: Database } & Correspondence {
  const { configuration, sealer, ports } = context
  const { email, sms } = configuration.correspondence
  const channels: Channel[] = [...(email ? (['email'] as const) : []), ...(sms ? (['sms'] as const) : [])]
  let sender: Loop | null = null
  const database = withMessages(context.database, { sealer, channels, onWritten: () => sender?.kick() })
  const { kysely } = database
  return {
    database,
    pledges: createPledges({ ...context, database }),
    messages: {
      channels,
      list: listing => listMessages(kysely, sealer, listing),
      find: id => findMessage(kysely, sealer, id),
      sendAgain: id => sendMessageAgain(kysely, id, ports.nowMs()),
      startSender(attachments = async () => []) {
        sender = startSender(toSendContext(context, database, attachments))
        return sender
      },
    },
  }
}

function toSendContext(
  { configuration, sealer, ports, links }: CorrespondenceContext,
  database: Database,
  attachments: ReceiptAttachments,
): SendContext {
  const { email, sms } = configuration.correspondence
  const origin = configuration.serving.publicOrigins[0] ?? ''
  return {
    database,
    sealer,
    ports,
    origin,
    links,
    mode: configuration.daraja.mode,
    mailer: email && createMailer(email),
    smsGateway: sms && createSmsGateway(sms, ports.transport),
    attachments,
    mailDomain: email?.from.address.split('@').at(-1) ?? 'localhost',
  }
}
