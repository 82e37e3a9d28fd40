// A test engine that can write to givers: a mail server in this process, and the simulator's text message gateway.

import type { TestContext } from 'node:test'
import { type Simulator, startSimulator } from '@harambee/simulator'
import type { Environment } from '../src/configuration/environment.ts'
import type { Engine } from '../src/engine.ts'
import type { MessageEntry } from '../src/messages/outbox.ts'
import { createReceiptAttachments } from '../src/receipt/attach-receipt.ts'
import { createTransport } from '../src/transport.ts'
import { type MailServer, startMailServer } from './mail-server.ts'
import { openListener, type TestListener } from './open-listener.ts'

export interface TestOutbox extends TestListener {
  readonly mail: MailServer
  readonly simulator: Simulator
  /** Sends what is due now, and waits until nothing is being sent any more. */
  sendDue(): Promise<void>
  /** Another engine that sends too, as on another host. */
  openSender(): Promise<Engine>
  messages(): Promise<MessageEntry[]>
  /** Months later at once, as if no engine had run meanwhile; and sends what is due then. @param time ISO-8601 */
  jumpTo(time: string): Promise<void>
}

export async function openOutbox(
  context: TestContext,
  environment: Environment = {},
  startMs?: number,
): Promise<TestOutbox> {
  const gateway = await startSimulator({ port: 0, seed: 1, smsAccount: { username: 'sandbox', apiKey: 'demo' } })
  const mail = await startMailServer(context)
  const network = createTransport()
  const listener = await openListener(
    context,
    {
      AFRICASTALKING_URL: gateway.url,
      PUBLIC_URL: 'https://give.example.org',
      SMTP_URL: mail.url,
      MAIL_FROM: 'Tumaini Trust <asante@example.org>',
      ...environment,
    },
    undefined,
    startMs,
  )
  const { engine, daraja, time } = listener
  let underWay = 0
  let jumpedMs = 0
  /** Daraja is scripted; the gateway is real. */
  function startSending(one: Engine): void {
    one.ports.nowMs = () => time.nowMs() + jumpedMs
    one.ports.transport = async request => {
      if (!request.url.startsWith(gateway.url)) return daraja.transport(request)
      underWay += 1
      return network.transport(request).finally(() => {
        underWay -= 1
      })
    }
    const sender = one.messages.startSender(createReceiptAttachments(one))
    context.after(() => sender.stop())
    senders.push(sender)
  }
  const senders: { kick(): void }[] = []
  context.after(async () => {
    await gateway.close()
    await network.close()
  })
  startSending(engine)
  const messages = () => engine.messages.list({ state: null, paymentId: null, limit: 100 })
  async function sendDue(): Promise<void> {
    for (const sender of senders) sender.kick()
    for (;;) {
      await time.settle()
      const nowMs = engine.ports.nowMs()
      const isBusy = ({ state, nextAtMs }: MessageEntry) =>
        (state === 'sending' && (nextAtMs ?? 0) > nowMs) || (nextAtMs !== null && nextAtMs <= nowMs)
      if (underWay === 0 && !(await messages()).some(isBusy)) return
    }
  }
  return {
    ...listener,
    mail,
    simulator: gateway.simulator,
    messages,
    async jumpTo(epoch) {
      jumpedMs += Date.parse(epoch) - engine.ports.nowMs()
      await sendDue()
    },
    sendDue,
    async openSender() {
      const another = await listener.openAnother()
      startSending(another)
      return another
    },
  }
}
