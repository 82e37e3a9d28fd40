// A program that asks phones for money, as the site does: it opens the engine, asks for what it is told to, and tells what
// came of it. The tests kill it.

import process from 'node:process'
import { createLog, loadDemoSecrets, openEngine, type PaymentIntent, readConfiguration } from '@harambee/payments'

/** What it is told. */
export type PusherTask = Pick<PaymentIntent, 'id' | 'campaign' | 'amountKes' | 'phoneNumber'>

/** What it tells: `stored` once the intent is on disk, `over` once the push's answer is, `refused` and `failed` instead. */
export type PusherNews =
  | { readonly kind: 'ready' }
  | { readonly kind: 'stored' | 'over'; readonly id: string; readonly status: string }
  | { readonly kind: 'refused' | 'failed'; readonly id: string; readonly because: string }

const folder = process.cwd()
const read = readConfiguration(process.env, databaseUrl => loadDemoSecrets(databaseUrl, folder))
if ('problems' in read) throw new Error(read.problems.join('\n'))
const { configuration } = read
const log = createLog('pusher', configuration.serving.logLevel)
const engine = await openEngine(configuration, { folder, log })

const tell = (news: PusherNews) => void process.send?.(news)

process.on('message', async (task: PusherTask) => {
  const { id } = task
  try {
    const request = await engine.requestPayment({ ...task, giver: null, peerAddress: null })
    if (request.outcome === 'refused') return tell({ kind: 'refused', id, because: request.reason })
    tell({ kind: 'stored', id, status: request.payment.status })
    const payment = request.outcome === 'requested' ? await request.pushed : request.payment
    tell({ kind: 'over', id, status: payment.status })
  } catch (error) {
    tell({ kind: 'failed', id, because: error instanceof Error ? error.message : String(error) })
  }
})
process.on('disconnect', () => process.exit(0))
tell({ kind: 'ready' })
