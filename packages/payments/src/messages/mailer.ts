// Sends e-mail through the charity's own SMTP server. A Message-ID that stays the same over all attempts lets mailboxes
// know a second copy for what it is; and what the server said is kept as numbers only, because its texts name addresses.

import nodemailer, { type Attachment, type NodemailerError } from 'nodemailer'
import { isLoopback } from '../configuration/daraja-account.ts'
import type { EmailSettings } from '../configuration/settings.ts'
import type { EmailContent, SendOutcome } from './message.ts'

export interface Email {
  readonly content: EmailContent
  /** Without its angle brackets. */
  readonly messageId: string
  readonly attachments: readonly Attachment[]
}

export interface Mailer {
  send(email: Email): Promise<SendOutcome>
  /** Connects, encrypts and signs in, without sending anything. @throws {Error} saying what failed */
  verify(): Promise<void>
  close(): void
}

const CONNECT_TIMEOUT_MS = 10_000
const SILENCE_TIMEOUT_MS = 30_000
/** All of one attempt: below the lease of whoever sends. */
const SEND_TIMEOUT_MS = 120_000

/** Not connected yet: every message has a connection of its own. */
export function createMailer({ host, port, isSecure, user, password, from }: EmailSettings): Mailer {
  const isHere = isLoopback(host)
  const transporter = nodemailer.createTransport({
    host,
    port,
    secure: isSecure,
    // A password and a giver's address cross no network in the clear; on this machine there is none to cross.
    requireTLS: !isHere && !isSecure,
    tls: { rejectUnauthorized: !isHere, minVersion: 'TLSv1.2' },
    ...(user === null ? {} : { auth: { user, pass: password?.reveal() ?? '' } }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    // A message is what is in it, and leads to no file or page.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ content, messageId, attachments }) {
      const { to, subject, text, html, language, stopUrl } = content
      try {
        await transporter.sendMail({
          from,
          // Said in parts: in a text, a comma would begin another recipient.
          to: { name: '', address: to },
          envelope: { from: from.address, to: [to] },
          subject,
          text,
          html,
          messageId: `<${messageId}>`,
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
          ...(stopUrl === null ? {} : { list: { unsubscribe: stopUrl } }),
          attachments: [...attachments],
          signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
        })
        return { outcome: 'sent', reference: messageId }
      } catch (error) {
        return toOutcome(error as NodemailerError)
      }
    },
    async verify() {
      await transporter.verify()
    },
    close: () => transporter.close(),
  }
}

/** What the server itself said of the message counts for good; everything about the way to it may be mended. */
function toOutcome(error: NodemailerError): SendOutcome {
  const { code, command, responseCode, permanent } = error
  const said = responseCode === undefined ? '' : ` the server answered ${responseCode} to ${toCommandName(command)}`
  const isAboutMessage = command === undefined || !/^(?:CONN|EHLO|HELO|STARTTLS|AUTH|MAIL)/.test(command)
  if (responseCode !== undefined && permanent === true && isAboutMessage && code !== 'EAUTH') {
    return { outcome: 'refused', because: said.trim() }
  }
  return { outcome: 'not-now', because: said.trim() || `no connection that would do (${toCode(error)})` }
}

function toCommandName(command: string | undefined): string {
  return /^[A-Z]+(?: [A-Z]+)?/.exec(command ?? '')?.[0] ?? 'the message'
}

/** Codes are ours or Node.js's own. */
function toCode({ originalCode, code }: NodemailerError): string {
  return (originalCode ?? code ?? 'no code').replace(/[^A-Z0-9_]/gi, '').slice(0, 40)
}
