// A mail server of this process, which answers as a test says and keeps what it took. It offers STARTTLS, as they do.

import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'

/** One mail as it came. */
export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly isEncrypted: boolean
  readonly user: string | null
  readonly source: string
}

export interface MailServer {
  /** With user and password. */
  readonly url: string
  readonly mails: ReceivedMail[]
  /** What recipients are answered from now on; null: they are taken. */
  refuse: { readonly code: number; readonly text: string } | null
  /** Nobody answers there any more. */
  stop(): Promise<void>
  /** Answers again, on the same port. */
  start(): Promise<void>
}

export async function startMailServer(context: TestContext): Promise<MailServer> {
  let server: SMTPServer | null = null
  let port = 0
  const mail = {
    get url() {
      return `smtp://harambee:p%40ss@127.0.0.1:${port}`
    },
    mails: [] as ReceivedMail[],
    refuse: null as MailServer['refuse'],
    async stop() {
      const closing = server
      server = null
      if (closing) await new Promise<void>(resolve => closing.close(resolve))
    },
    async start() {
      server = open(mail)
      const listening = server.listen(port, '127.0.0.1')
      await new Promise(resolve => listening.once('listening', resolve))
      port = (listening.address() as AddressInfo).port
    },
  }
  await mail.start()
  context.after(() => mail.stop())
  return mail
}

function open(mail: Pick<MailServer, 'mails' | 'refuse'>): SMTPServer {
  return new SMTPServer({
    logger: false,
    closeTimeout: 100,
    onAuth(auth, _session, answer) {
      const isRight = auth.username === 'harambee' && auth.password === 'p@ss'
      answer(isRight ? null : new Error('no such user'), { user: auth.username })
    },
    onRcptTo(_address, _session, answer) {
      const { refuse } = mail
      answer(refuse ? Object.assign(new Error(refuse.text), { responseCode: refuse.code }) : null)
    },
    onData(stream, session, answer) {
      const pieces: Buffer[] = []
      stream.on('data', piece => pieces.push(piece))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        mail.mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          isEncrypted: session.secure,
          user: typeof session.user === 'string' ? session.user : null,
          source: Buffer.concat(pieces).toString(),
        })
        answer(null)
      })
    },
  })
}

/** Headers by name in small letters, and the parts by content type, decoded. */
export function readMail({ source }: ReceivedMail): { headers: Map<string, string>; parts: Map<string, string> } {
  const parts = new Map<string, string>()
  const headers = addParts(source, parts)
  return { headers, parts }
}

function addParts(source: string, parts: Map<string, string>): Map<string, string> {
  const end = source.indexOf('\r\n\r\n')
  const body = source.slice(end + 4)
  const lines = source
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [name = '', ...value] = line.split(': ')
    if (headers.has(name.toLowerCase())) throw new Error(`two headers ${name}`)
    headers.set(name.toLowerCase(), value.join(': '))
  }
  const type = headers.get('content-type') ?? ''
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1]
  if (boundary === undefined) {
    parts.set(type.split(';')[0] ?? '', decode(body, headers.get('content-transfer-encoding')))
    return headers
  }
  for (const part of body.split(`--${boundary}`).slice(1, -1)) addParts(part.slice(2), parts)
  return headers
}

function decode(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  if (encoding !== 'quoted-printable') return body
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
