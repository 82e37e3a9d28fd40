// `harambee messages list`, `show` and `resend`: what givers were told, and what became of it.

import { maskPhoneNumber, type PhoneNumber, toEastAfricaClock } from '@harambee/daraja'
import { type Engine, MESSAGE_STATES, type MessageEntry, type MessageState, maskEmailAddress } from '@harambee/payments'
import { escapeControls } from '../escape.ts'
import { CommandFailure, UsageProblem } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { readLimit } from '../option-values.ts'
import { toIso } from '../payment-json.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { withEngine } from '../with-engine.ts'

interface ListWords {
  readonly state?: string
  readonly payment?: string
  readonly limit?: string
}

export function addMessagesCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'messages', 'E-mails and text messages to givers')

  const list = addCommand(group, 'list', 'Messages, newest first')
    .option('--state <state>', `only those ${MESSAGE_STATES.join(', ')}`)
    .option('--payment <id>', 'about one payment')
    .option('--limit <number>', 'how many at most (100 unless told, 10000 at most)')
  withExamples(list, ['harambee messages list --state unknown', 'harambee messages list --json'])
  list.action(perform(call, listMessages))

  const show = addCommand(group, 'show <message>', 'One message, with what it says')
  withExamples(show, ['harambee messages show 9f86d081884c7d659a2feaa0c55ad015/receipt/sms'])
  show.action(perform(call, (invocation, _words: object, id: string) => showMessage(invocation, id)))

  const resend = addCommand(group, 'resend <message>', 'Send one once more')
  withExamples(resend, ['harambee messages resend 9f86d081884c7d659a2feaa0c55ad015/receipt/email'])
  resend.action(perform(call, (invocation, _words: object, id: string) => resendMessage(invocation, id)))
}

function listMessages(invocation: Invocation, words: ListWords): Promise<Report> {
  const state = readState(words.state)
  const limit = readLimit(words.limit)
  return withEngine(invocation, async ({ messages }) => {
    const found = await messages.list({ state, paymentId: words.payment ?? null, limit })
    return { json: found.map(toMessageJson), lines: found.length === 0 ? ['None.'] : found.map(toLine) }
  })
}

function showMessage(invocation: Invocation, id: string): Promise<Report> {
  return withEngine(invocation, async ({ messages }) => {
    const message = await messages.find(id)
    if (!message) throw toUnknown(id)
    const { content } = message
    const text = content === null ? ['What it says is not kept.'] : content.text.trimEnd().split('\n')
    const subject = content?.channel === 'email' ? [`Subject: ${content.subject}`] : []
    const lines = [toLine(message), ...subject.map(escapeControls), '', ...text.map(escapeControls)]
    return { json: { ...toMessageJson(message), ...toTexts(message) }, lines }
  })
}

function resendMessage(invocation: Invocation, id: string): Promise<Report> {
  return withEngine(invocation, async engine => {
    const message = await engine.messages.find(id)
    if (!message) throw toUnknown(id)
    assertChannel(engine, message)
    if (!(await engine.messages.sendAgain(id))) {
      const why = message.state === 'dropped' ? 'nobody is left to tell' : 'it is about to be sent already'
      throw new CommandFailure('refused', `It is not sent again: ${why}.`)
    }
    const again = await engine.messages.find(id)
    return { json: again && toMessageJson(again), lines: ['The engine sends it within a minute.'] }
  })
}

function assertChannel({ messages }: Engine, { channel }: MessageEntry): void {
  if (messages.channels.includes(channel)) return
  const what = channel === 'email' ? 'SMTP_URL and MAIL_FROM' : 'AFRICASTALKING_USERNAME and AFRICASTALKING_API_KEY'
  throw new CommandFailure('not-set-up', `Nothing can be sent that way: set ${what}.`)
}

/** To whom it goes is masked: the whole of it stands in what its owner may ask for (`donor export`). */
export function toMessageJson(message: MessageEntry) {
  return {
    id: message.id,
    paymentId: message.paymentId,
    occasion: message.occasion,
    channel: message.channel,
    state: message.state,
    to: toMasked(message),
    attempts: message.attempts,
    because: message.because,
    reference: message.reference,
    createdAt: toIso(message.createdAtMs),
    nextAt: message.nextAtMs === null ? null : toIso(message.nextAtMs),
    settledAt: message.settledAtMs === null ? null : toIso(message.settledAtMs),
  }
}

function toTexts({ content }: MessageEntry) {
  return { subject: content?.channel === 'email' ? content.subject : null, text: content?.text ?? null }
}

function toMasked({ content }: MessageEntry): string | null {
  if (content === null) return null
  return content.channel === 'sms' ? maskPhoneNumber(content.to as PhoneNumber) : maskEmailAddress(content.to)
}

function toLine(message: MessageEntry): string {
  const when = `${toEastAfricaClock(message.createdAtMs)} EAT`
  const why = message.because === null ? '' : `: ${message.because}`
  const to = toMasked(message)
  return escapeControls(
    `${when}  ${message.state}${why}  ${message.occasion} by ${message.channel}${to === null ? '' : ` to ${to}`}  ${message.id}`,
  )
}

function toUnknown(id: string): CommandFailure {
  return new CommandFailure(
    'unknown',
    `There is no message ${escapeControls(id.slice(0, 120))}. See "harambee messages list".`,
  )
}

function readState(text: string | undefined): MessageState | null {
  if (text === undefined) return null
  const state = MESSAGE_STATES.find(one => one === text)
  if (state) return state
  throw new UsageProblem(`--state ${text.slice(0, 40)}: use ${MESSAGE_STATES.join(', ')}.`)
}
