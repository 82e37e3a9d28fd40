// Writes a message at the moment it is sent, from the books as they are then: to whom it goes is looked up where the giver
// told it, and where that has been forgotten there is nobody to tell.

import { formatShillings } from '@harambee/daraja'
import type { CallbackTokens } from '../callback-url.ts'
import type { Campaign } from '../campaign.ts'
import type { Charity } from '../charity.ts'
import type { DarajaAccount } from '../configuration/settings.ts'
import type { Database } from '../database/database.ts'
import type { Language } from '../languages.ts'
import type { Payment } from '../payment.ts'
import type { Ports } from '../ports.ts'
import { findCharity } from '../queries/charity-row.ts'
import { findDetails } from '../queries/donation-details.ts'
import { findCampaign } from '../queries/find-campaign.ts'
import { findPayment } from '../queries/find-payment.ts'
import { findPhoneNumber } from '../queries/find-phone-number.ts'
import { findGiverLanguage } from '../queries/giver-language.ts'
import { listSerials } from '../queries/list-serials.ts'
import { toDateTime } from '../receipt/dates.ts'
import { toReceiptCheck } from '../receipt-check.ts'
import { toSerialText } from '../receipt-serial.ts'
import type { Sealer } from '../sealing.ts'
import { composeReminder } from './compose-reminder.ts'
import { isEmailAddress } from './email-address.ts'
import { type EmailPage, toEmailHtml, toEmailText, toLine } from './email-page.ts'
import { type EmailWords, toEmailWords } from './email-words.ts'
import type { MessageContent } from './message.ts'
import type { DueMessage } from './outbox.ts'
import { toReceiptSms, toReversalSms } from './receipt-sms.ts'

export interface ComposeContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Pick<Ports, 'nowMs'>
  /** Makes the tokens of signed links to a payment. */
  readonly links: CallbackTokens
  /** The site's public origin. */
  readonly origin: string
  /** Where no real money moves, every message says so; but for the demo's text messages, which reach simulated phones only. */
  readonly mode: DarajaAccount['mode']
}

type Mode = ComposeContext['mode']

export type Composed =
  | { readonly outcome: 'composed'; readonly content: MessageContent }
  /** Nobody had asked for it. */
  | { readonly outcome: 'not-wanted' }
  | { readonly outcome: 'dropped'; readonly because: string }

/** Everything a message about one payment says. */
interface Told {
  readonly payment: Payment
  readonly campaign: Campaign
  readonly charity: Charity | null
  readonly language: Language
  readonly serial: string
  readonly checkUrl: string
  readonly payUrl: string
}

export async function composeMessage(context: ComposeContext, message: DueMessage): Promise<Composed> {
  if (message.occasion === 'reminder') return composeReminder(context, message)
  const told = await findTold(context, message)
  if (told === null) return { outcome: 'dropped', because: 'the payment is not what the message says any more' }
  if (message.channel === 'sms') {
    const to = await findPhoneNumber(context.database.kysely, context.sealer, told.payment.id)
    if (to === null) return { outcome: 'dropped', because: 'the phone number was forgotten' }
    return { outcome: 'composed', content: { channel: 'sms', to, text: toSmsText(told, message, context.mode) } }
  }
  const details = await findDetails(context.database.kysely, context.sealer, told.payment.donationId)
  if (details === null) return { outcome: 'dropped', because: 'the address was forgotten' }
  if (details.email === null) return { outcome: 'not-wanted' }
  if (!isEmailAddress(details.email)) return { outcome: 'dropped', because: 'what was typed is no e-mail address' }
  return { outcome: 'composed', content: toEmail(told, message, details.email, context.mode) }
}

async function findTold(context: ComposeContext, message: DueMessage): Promise<Told | null> {
  const { database, sealer, ports, links, origin } = context
  const { kysely } = database
  const payment = message.payment_id === null ? null : await findPayment(kysely, message.payment_id)
  const status = message.occasion === 'receipt' ? 'succeeded' : 'reversed'
  if (payment?.status !== status) return null
  const [campaign, charity, language, serials] = await Promise.all([
    findCampaign(kysely, payment.campaign, ports.nowMs()),
    findCharity(kysely),
    findGiverLanguage(kysely, payment.donationId),
    listSerials(kysely, [payment.id]),
  ])
  const serial = serials.get(payment.id)
  if (!campaign || !serial) return null
  return {
    payment,
    campaign,
    charity,
    language,
    serial: toSerialText(serial),
    checkUrl: `${origin}/v/${toReceiptCheck(sealer, serial)}`,
    payUrl: `${origin}/pay/${payment.id}?link=${links.toToken(payment.id)}`,
  }
}

function toSmsText({ payment, campaign, language, checkUrl }: Told, message: DueMessage, mode: Mode): string {
  const { amountKes, receiptNumber } = payment
  const { charity } = campaign.content
  const facts = {
    charity: mode === 'sandbox' ? `(TEST) ${charity}` : charity,
    campaign: campaign.content[language].title,
    amountKes,
    receiptNumber,
    url: checkUrl,
  }
  return message.occasion === 'receipt' ? toReceiptSms(facts, language) : toReversalSms(facts, language)
}

function toEmail(told: Told, message: DueMessage, to: string, mode: Mode): MessageContent {
  const { payment, campaign, language, serial } = told
  const words = toEmailWords(language)
  const amount = formatShillings(payment.amountKes)
  const isReceipt = message.occasion === 'receipt'
  const { charity } = campaign.content
  const page: EmailPage = {
    language,
    heading: isReceipt ? words.receiptHeading : words.reversalHeading,
    lead: isReceipt ? words.receiptLead(charity, amount) : words.reversalLead(charity, amount),
    facts: toFacts(told, words),
    button: { text: isReceipt ? words.seeReceipt : words.seeGift, url: told.payUrl },
    more: isReceipt ? [{ text: words.checkReceipt, url: told.checkUrl }] : [],
    foot: [...(mode === 'live' ? [] : [words.specimen]), words.receiptWhy],
  }
  const subject = isReceipt ? words.receiptSubject(amount, serial) : words.reversalSubject(amount, serial)
  return {
    channel: 'email',
    to,
    subject: toLine(subject),
    text: toEmailText(page),
    html: toEmailHtml(page),
    language,
    stopUrl: null,
  }
}

function toFacts({ payment, campaign, charity, language, serial }: Told, words: EmailWords): EmailPage['facts'] {
  const at = payment.occurredAtMs ?? payment.settledAtMs ?? payment.createdAtMs
  const exemption = charity?.exemption
  const facts: [string, string | null | undefined][] = [
    [words.serial, serial],
    [words.code, payment.receiptNumber ?? words.codeFollows],
    [words.date, `${toDateTime(at, language)} (${words.eastAfricaTime})`],
    [words.purpose, campaign.content[language].title],
    [words.to, charity?.legalName ?? campaign.content.charity],
    [words.registration, charity?.registrationNumber],
    [words.kraPin, charity?.kraPin],
    [words.exemption, exemption && `${exemption.certificateNumber} (${words.validTo(exemption.validUntil)})`],
  ]
  return facts.flatMap(([name, value]) => (value ? [[name, value] as const] : []))
}
