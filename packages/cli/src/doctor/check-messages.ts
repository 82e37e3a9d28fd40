// Whether givers can be told: the mail server lets us in, the gateway knows us and has money, and nothing was left unsent.

import { type Configuration, createMailer, createSmsGateway, createTransport, type Engine } from '@harambee/payments'
import { type Check, hint, ill, well } from './check.ts'

/** Looked at of what was not sent. */
const LATEST = 100
const WEEK_MS = 7 * 24 * 60 * 60_000

/** @param canReachSimulator the demo's text messages go to it */
export async function checkChannels(configuration: Configuration, canReachSimulator: boolean): Promise<Check[]> {
  return Promise.all([checkEmail(configuration), checkSms(configuration, canReachSimulator)])
}

async function checkEmail({ correspondence: { email } }: Configuration): Promise<Check> {
  if (email === null) return well('email', 'Not set up: nobody gets e-mail. SMTP_URL and MAIL_FROM turn it on.')
  const mailer = createMailer(email)
  try {
    await mailer.verify()
    return well('email', `The mail server ${email.host} lets us in.`)
  } catch (error) {
    const { code, responseCode } = error as { code?: string; responseCode?: number }
    const said = responseCode ? `it answered ${responseCode}` : (code ?? 'no connection')
    const fix = 'Look at SMTP_URL: host, port, user and password; smtps:// where TLS begins at once (port 465).'
    return ill('email', `The mail server ${email.host} does not let us in (${said}).`, fix)
  } finally {
    mailer.close()
  }
}

async function checkSms(
  { correspondence: { sms }, daraja }: Configuration,
  canReachSimulator: boolean,
): Promise<Check> {
  if (sms === null) {
    return well('sms', 'Not set up: nobody gets text messages. AFRICASTALKING_USERNAME and its key turn them on.')
  }
  if (daraja.mode === 'demo' && !canReachSimulator) return well('sms', 'Text messages go to the simulator’s phones.')
  const network = createTransport()
  try {
    const balance = await createSmsGateway(sms, network.transport).findBalance()
    return well('sms', `The gateway knows us; the balance is ${balance}.`)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return ill(
      'sms',
      `${why}.`,
      'Look at AFRICASTALKING_USERNAME and AFRICASTALKING_API_KEY, and at the gateway’s own page.',
    )
  } finally {
    await network.close()
  }
}

/** Messages of the last week that a person has to look at. */
export async function checkUnsent({ messages, ports }: Engine): Promise<Check> {
  const sinceMs = ports.nowMs() - WEEK_MS
  let unsent = 0
  for (const state of ['unknown', 'gave-up', 'refused'] as const) {
    const found = await messages.list({ state, paymentId: null, limit: LATEST })
    unsent += found.filter(({ createdAtMs }) => createdAtMs >= sinceMs).length
  }
  if (unsent === 0) return well('messages', 'Nothing of this week was left unsent.')
  const count = unsent === 1 ? 'One message' : `${unsent} messages`
  return hint(
    'messages',
    `${count} of this week did not go, or nobody knows whether they went.`,
    'See "harambee messages list --state unknown" (or gave-up, refused), and "harambee messages resend ID".',
  )
}
