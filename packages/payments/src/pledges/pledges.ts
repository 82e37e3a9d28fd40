// Pledges as the engine offers them: what whoever holds a link may see and do, and what an operator may.

import { maskPhoneNumberForPayer, type Shillings } from '@harambee/daraja'
import type { Campaign } from '../campaign.ts'
import type { Database } from '../database/database.ts'
import type { Payment, PaymentId } from '../payment.ts'
import type { PaymentIntent } from '../payment-intent.ts'
import type { Ports } from '../ports.ts'
import { findCampaign } from '../queries/find-campaign.ts'
import { findPayment } from '../queries/find-payment.ts'
import type { PaymentRequest } from '../request-payment.ts'
import type { Sealer } from '../sealing.ts'
import { type Pledge, type PledgeState, toDueMs, toNextDay } from './pledge.ts'
import { isPledgeLink, toPledgePath } from './pledge-links.ts'
import { findPledge, listPledges, savePledge, toStopped } from './pledge-rows.ts'

/** A pledge for whoever holds its link. */
export interface SeenPledge {
  readonly pledge: Pledge
  readonly campaign: Campaign
  /** `0712 ••• 678`; null once it is forgotten. */
  readonly ownPhone: string | null
  /** What came of the last reminder; null: nothing was asked for yet. */
  readonly payment: Payment | null
}

export interface Pledges {
  /** @returns null where the link leads nowhere */
  see(id: string, token: string): Promise<SeenPledge | null>
  /**
   * Sends the prompt for the last reminder, through the ordinary path: pressed twice, one prompt; after a failed attempt,
   * another. null: the link leads nowhere, or there is nothing to give for yet.
   */
  give(
    id: string,
    token: string,
    by: { readonly giver: string; readonly peerAddress: string },
  ): Promise<PaymentRequest | null>
  pause(id: string, token: string): Promise<boolean>
  resume(id: string, token: string): Promise<boolean>
  stop(id: string, token: string): Promise<boolean>
  changeAmount(id: string, token: string, amountKes: Shillings): Promise<boolean>
  list(listing: { readonly state: PledgeState | null; readonly limit: number }): Promise<Pledge[]>
  /** As an operator, for somebody who asked. @returns false where there is none, or it is stopped already */
  stopFor(id: string): Promise<boolean>
  /** `/pledge/<id>/<token>`. */
  toPath(id: string): string
}

export interface PledgeContext {
  readonly database: Database
  readonly sealer: Sealer
  readonly ports: Pick<Ports, 'nowMs'>
  readonly requestPayment: (intent: PaymentIntent) => Promise<PaymentRequest>
}

/** Attempts for one reminder. */
const MOST_ATTEMPTS = 10

export function createPledges(context: PledgeContext): Pledges {
  const { database, sealer, ports } = context
  const { kysely } = database
  const find = async (id: string, token: string) =>
    isPledgeLink(sealer, id, token) ? findPledge(kysely, sealer, id) : null

  /** @param decide null: it stays as it is */
  function change(id: string, decide: (pledge: Pledge, nowMs: number) => Pledge | null): Promise<boolean> {
    return database.transaction([`pledge:${id}`], async transaction => {
      const nowMs = ports.nowMs()
      const pledge = await findPledge(transaction, sealer, id)
      const changed = pledge && decide(pledge, nowMs)
      if (!changed) return false
      await savePledge(transaction, sealer, { ...changed, changedAtMs: nowMs })
      return true
    })
  }
  const changeByLink = async (id: string, token: string, decide: Parameters<typeof change>[1]) =>
    isPledgeLink(sealer, id, token) ? change(id, decide) : false
  const stop = (pledge: Pledge, nowMs: number) => (pledge.state === 'stopped' ? null : toStopped(pledge, nowMs))

  return {
    async see(id, token) {
      const pledge = await find(id, token)
      const campaign = pledge && (await findCampaign(kysely, pledge.campaign, ports.nowMs()))
      if (!pledge || !campaign) return null
      const { contact } = pledge
      const ownPhone = contact && maskPhoneNumberForPayer(contact.phone)
      return { pledge, campaign, ownPhone, payment: (await findAttempt(context, pledge)).latest }
    },
    async give(id, token, { giver, peerAddress }) {
      const pledge = await find(id, token)
      if (!pledge?.contact || !pledge.remindedOn || pledge.state === 'stopped' || pledge.state === 'paused') return null
      const { latest, next } = await findAttempt(context, pledge)
      // Whatever the amount is by now, this reminder has its gift, or its prompt.
      if (next === null) return latest && { outcome: 'known', payment: latest }
      const { phone, email } = pledge.contact
      return context.requestPayment({
        id: next,
        campaign: pledge.campaign,
        amountKes: pledge.amountKes,
        phoneNumber: phone,
        giver,
        peerAddress,
        retryOf: latest?.id ?? null,
        language: pledge.language,
        details: email === null ? null : { ...NOTHING_TOLD, email },
      })
    },
    pause: (id, token) =>
      changeByLink(id, token, pledge =>
        pledge.state === 'active' ? { ...pledge, state: 'paused', nextOn: null, nextAtMs: null } : null,
      ),
    resume: (id, token) =>
      changeByLink(id, token, (pledge, nowMs) => {
        if (pledge.state !== 'paused') return null
        const isAhead = pledge.onDate !== null && toDueMs(pledge.onDate) > nowMs
        const nextOn = isAhead ? pledge.onDate : toNextDay(pledge, nowMs)
        return nextOn === null
          ? { ...pledge, state: 'done' }
          : { ...pledge, state: 'active', nextOn, nextAtMs: toDueMs(nextOn) }
      }),
    stop: (id, token) => changeByLink(id, token, stop),
    changeAmount: (id, token, amountKes) =>
      changeByLink(id, token, pledge => (pledge.state === 'stopped' ? null : { ...pledge, amountKes })),
    list: listing => listPledges(kysely, sealer, listing),
    stopFor: id => change(id, stop),
    toPath: id => toPledgePath(sealer, id),
  }
}

const NOTHING_TOLD = { name: null, message: null, tribute: null, kraPin: null, mayShow: false, showsAmount: false }

/** The last attempt for the last reminder, and the id of the next; null where none may follow. */
async function findAttempt(
  { database, sealer }: Pick<PledgeContext, 'database' | 'sealer'>,
  { id, remindedOn }: Pledge,
): Promise<{ latest: Payment | null; next: PaymentId | null }> {
  let latest: Payment | null = null
  if (remindedOn === null) return { latest, next: null }
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    // It follows from the reminder, so that pressing twice is one payment.
    const next = sealer.sign('pledge-payment', [id, remindedOn, attempt]).slice(0, 32) as PaymentId
    const payment = await findPayment(database.kysely, next)
    if (!payment) return { latest, next }
    latest = payment
    if (payment.status !== 'failed') return { latest, next: null }
  }
  return { latest, next: null }
}
