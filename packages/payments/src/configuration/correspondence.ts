// How givers are told by e-mail and by text message. Everything is off unless it is set; the demo's text messages go to the
// simulator's phones.

import { isEmailAddress } from '../messages/email-address.ts'
import { isLoopback } from './daraja-account.ts'
import type { Environment } from './environment.ts'
import { type Problems, toShownUrl } from './problems.ts'
import { secret } from './secret.ts'
import type { CorrespondenceSettings, DarajaAccount, EmailSettings, Serving, SmsSettings } from './settings.ts'

interface Context {
  readonly mode: DarajaAccount['mode']
  readonly serving: Serving
}

const GATEWAYS = { live: 'https://api.africastalking.com', sandbox: 'https://api.sandbox.africastalking.com' } as const
/** Its sandbox has one user, called this. */
const SANDBOX_USER = 'sandbox'
const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const
const LONGEST_NAME = 60
/** The demo campaign's charity. */
const DEMO_SENDER = 'TUMAINI'

/** @see CorrespondenceSettings */
export function readCorrespondence(
  environment: Environment,
  context: Context,
  problems: Problems,
): CorrespondenceSettings {
  return { email: readEmail(environment, problems), sms: readSms(environment, context, problems) }
}

function readEmail(environment: Environment, problems: Problems): EmailSettings | null {
  const { SMTP_URL: text, MAIL_FROM: from } = environment
  if (text === undefined && from === undefined) return null
  if (text === undefined) {
    problems.add('SMTP_URL is not set, though MAIL_FROM is: smtp://user:password@mail.example.org:587, or unset both.')
    return null
  }
  const sender = readSender(from, problems)
  const url = URL.canParse(text) ? new URL(text) : null
  const scheme = url?.protocol
  if (
    !url ||
    (scheme !== 'smtp:' && scheme !== 'smtps:') ||
    url.hostname === '' ||
    /^\/?.+/.test(url.pathname + url.search)
  ) {
    // The password may hold anything, so nothing of it is shown.
    problems.add(
      'SMTP_URL is no address of a mail server: use smtp://user:password@mail.example.org:587, or smtps:// for TLS from ' +
        'the start; write @ : / # ? and % in the password as %40 %3A %2F %23 %3F %25.',
    )
    return null
  }
  const [user, password] = [decode(url.username), decode(url.password)]
  if (user === null || password === null || (user === '') !== (password === '')) {
    problems.add('SMTP_URL: name a user and a password, or neither; write % in them as %25.')
    return null
  }
  if (!sender) return null
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? PORTS[scheme] : Number(url.port),
    isSecure: scheme === 'smtps:',
    user: user === '' ? null : user,
    password: password === '' ? null : secret(password),
    from: sender,
  }
}

/** `Tumaini Trust <asante@example.org>`, or the address alone. */
function readSender(text: string | undefined, problems: Problems): EmailSettings['from'] | null {
  if (text === undefined) {
    problems.add('MAIL_FROM is not set, though SMTP_URL is: Tumaini Trust <asante@example.org>.')
    return null
  }
  const [, name = '', address = text] = /^(.*?)\s*<([^<>]*)>$/.exec(text) ?? []
  const plain = name.replace(/^"(.*)"$/, '$1').trim()
  if (isEmailAddress(address) && plain.length <= LONGEST_NAME && !/[\p{Cc}<>"]/u.test(plain))
    return { name: plain, address }
  problems.add(`MAIL_FROM=${text.slice(0, 100)}: use Tumaini Trust <asante@example.org>, or the address alone.`)
  return null
}

function readSms(environment: Environment, { mode, serving }: Context, problems: Problems): SmsSettings | null {
  const { AFRICASTALKING_USERNAME: username, AFRICASTALKING_API_KEY: apiKey } = environment
  const from = readSmsSender(environment, problems)
  const override = readGatewayUrl(environment, problems)
  if (username === undefined && apiKey === undefined) {
    if (mode === 'demo') {
      const baseUrl = override ?? `http://127.0.0.1:${serving.simulatorPort}`
      return { baseUrl, username: SANDBOX_USER, apiKey: secret('demo'), from: from ?? DEMO_SENDER }
    }
    if (from !== null)
      problems.add('SMS_FROM is set without AFRICASTALKING_USERNAME and AFRICASTALKING_API_KEY: set all, or none.')
    return null
  }
  if (username === undefined || apiKey === undefined) {
    const missing = username === undefined ? 'AFRICASTALKING_USERNAME' : 'AFRICASTALKING_API_KEY'
    problems.add(`${missing} is not set: copy it from your app at Africa's Talking, or unset both.`)
    return null
  }
  if (!/^[\x21-\x7e]{1,200}$/.test(username) || !/^[\x21-\x7e]{1,200}$/.test(apiKey)) {
    problems.add('AFRICASTALKING_USERNAME and AFRICASTALKING_API_KEY hold no blanks: copy them again.')
    return null
  }
  const isSandbox = username === SANDBOX_USER
  if (mode === 'live' && isSandbox) {
    problems.add(
      'AFRICASTALKING_USERNAME=sandbox with MPESA_ENVIRONMENT=live: its messages reach nobody. Use your own app.',
    )
  }
  if (mode === 'demo' && !isSandbox && override === null) {
    problems.add(
      'AFRICASTALKING_USERNAME is set in the demo: real messages about gifts nobody made. Unset it and its key, or use sandbox.',
    )
  }
  return { baseUrl: override ?? GATEWAYS[isSandbox ? 'sandbox' : 'live'], username, apiKey: secret(apiKey), from }
}

/** A short code, or up to eleven letters that the operator has registered. */
function readSmsSender(environment: Environment, problems: Problems): string | null {
  const text = environment.SMS_FROM
  if (text === undefined) return null
  if (/^(?:\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 _-]{1,11})$/.test(text)) return text
  problems.add(`SMS_FROM=${text.slice(0, 40)}: use your short code, or the sender id of at most 11 letters and digits.`)
  return null
}

function readGatewayUrl(environment: Environment, problems: Problems): string | null {
  const url = problems.url(environment, 'AFRICASTALKING_URL')
  if (!url) return null
  if (!isLoopback(url.hostname)) {
    problems.add(`AFRICASTALKING_URL=${toShownUrl(url.href)}: only an address of this machine is allowed. Unset it.`)
  }
  return url.href.replace(/\/+$/, '')
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
