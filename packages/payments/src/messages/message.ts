// A message to a giver: which there are, what becomes of them, and what its sealed content holds.

import { z } from 'zod'
import { LANGUAGES, type Language } from '../languages.ts'

export const OCCASIONS = ['receipt', 'reversal', 'reminder'] as const
/** receipt: a gift was paid · reversal: it was given back · reminder: a day somebody asked to be reminded of */
export type Occasion = (typeof OCCASIONS)[number]

export const CHANNELS = ['email', 'sms'] as const
export type Channel = (typeof CHANNELS)[number]

export const MESSAGE_STATES = ['waiting', 'sending', 'sent', 'refused', 'unknown', 'gave-up', 'dropped'] as const
/**
 * waiting: to be sent, for the first time or again · sending: an engine is at it · sent: its carrier has taken it · refused:
 * its carrier will never take it · unknown: nobody knows whether it went, so it is not sent again · gave-up: refused for the
 * time being, too often · dropped: there was nobody left to tell, or nothing left to say
 */
export type MessageState = (typeof MESSAGE_STATES)[number]

/** Nothing more happens to it by itself. */
export function isMessageOver(state: MessageState): boolean {
  return state !== 'waiting' && state !== 'sending'
}

/** One payment, occasion and channel have one message, however often its payment is settled. */
export function toMessageId(subject: string, occasion: Occasion, channel: Channel): string {
  return `${subject}/${occasion}/${channel}`
}

/** What the sealed content of a message belongs to. */
export const CONTENT_BELONGS_TO = (messageId: string): string => `messages.content_sealed/${messageId}`

const smsSchema = z.object({ channel: z.literal('sms'), to: z.string(), text: z.string() })
const emailSchema = z.object({
  channel: z.literal('email'),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  language: z.enum(LANGUAGES),
  /** Where whoever gets it ends what it comes from; null: nothing more comes. */
  stopUrl: z.string().nullable(),
})
const contentSchema = z.discriminatedUnion('channel', [smsSchema, emailSchema])

export type SmsContent = z.infer<typeof smsSchema>
export type EmailContent = z.infer<typeof emailSchema>
/** To whom, and what: personal data. */
export type MessageContent = z.infer<typeof contentSchema>

export function readContentJson(json: string): MessageContent {
  return contentSchema.parse(JSON.parse(json))
}

/** What came of one attempt. `because` names no number and no address. */
export type SendOutcome =
  | { readonly outcome: 'sent'; readonly reference: string | null }
  /** Certainly not sent, and it may work later. */
  | { readonly outcome: 'not-now'; readonly because: string }
  /** Certainly not sent, and it never will be. */
  | { readonly outcome: 'refused'; readonly because: string }
  | { readonly outcome: 'unknown'; readonly because: string }

export type { Language }
