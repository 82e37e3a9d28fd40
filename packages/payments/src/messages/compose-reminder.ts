// Writes the reminder of a pledge, as the pledge is when it is sent: somebody may have stopped it a minute ago.

import { formatShillings } from '@harambee/daraja'
import type { Campaign } from '../campaign.ts'
import type { Pledge } from '../pledges/pledge.ts'
import { toPledgePath } from '../pledges/pledge-links.ts'
import { findPledge } from '../pledges/pledge-rows.ts'
import { findCampaign } from '../queries/find-campaign.ts'
import type { ComposeContext, Composed } from './compose-message.ts'
import { isEmailAddress } from './email-address.ts'
import { toEmailHtml, toEmailText, toLine } from './email-page.ts'
import { toEmailWords } from './email-words.ts'
import type { MessageContent } from './message.ts'
import type { DueMessage } from './outbox.ts'
import { fitSms } from './sms-text.ts'

export async function composeReminder(context: ComposeContext, { pledge_id, channel }: DueMessage): Promise<Composed> {
  const { database, sealer, ports, origin, mode } = context
  const pledge = pledge_id === null ? null : await findPledge(database.kysely, sealer, pledge_id)
  const campaign = pledge && (await findCampaign(database.kysely, pledge.campaign, ports.nowMs()))
  if (!pledge?.contact || !campaign || (pledge.state !== 'active' && pledge.state !== 'done')) {
    return { outcome: 'dropped', because: 'the pledge was paused or stopped' }
  }
  // There is nothing to give to any more.
  if (campaign.hasEnded) return { outcome: 'dropped', because: 'the campaign has ended' }
  const url = `${origin}${toPledgePath(sealer, pledge.id)}`
  const { phone, email } = pledge.contact
  if (channel === 'sms') {
    return { outcome: 'composed', content: { channel, to: phone, text: toReminderSms(pledge, campaign, url, mode) } }
  }
  if (email === null || !isEmailAddress(email)) return { outcome: 'dropped', because: 'there is no e-mail address' }
  return { outcome: 'composed', content: toReminderEmail(pledge, campaign, url, email, mode) }
}

function toReminderSms(pledge: Pledge, campaign: Campaign, url: string, mode: ComposeContext['mode']): string {
  const { language, amountKes } = pledge
  const amount = formatShillings(amountKes)
  const names = {
    charity: mode === 'sandbox' ? `(TEST) ${campaign.content.charity}` : campaign.content.charity,
    campaign: campaign.content[language].title,
  }
  return fitSms(names, (charity, title) =>
    language === 'sw'
      ? `${charity}: Kumbusho ulilotaka. Toa ${amount} kwa ${title}, au uache: ${url}`
      : `${charity}: the reminder you wanted. Give ${amount} for ${title}, or stop: ${url}`,
  )
}

function toReminderEmail(
  { language, amountKes }: Pledge,
  campaign: Campaign,
  url: string,
  to: string,
  mode: ComposeContext['mode'],
): MessageContent {
  const words = toEmailWords(language)
  const amount = formatShillings(amountKes)
  const { title } = campaign.content[language]
  const page = {
    language,
    heading: words.reminderHeading,
    lead: words.reminderLead(amount, title),
    facts: [],
    button: { text: words.reminderButton, url },
    more: [{ text: words.reminderPromise, url: null }],
    foot: [...(mode === 'live' ? [] : [words.specimen]), words.reminderWhy],
  }
  return {
    channel: 'email',
    to,
    subject: toLine(words.reminderSubject(amount, title)),
    text: toEmailText(page),
    html: toEmailHtml(page),
    language,
    stopUrl: url,
  }
}
