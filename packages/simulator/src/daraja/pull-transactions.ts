// POST /pulltransactions/v1/register and /query: the receipts of the last 48 hours, for those who missed callbacks. No
// fault touches them: what M-PESA's books say is what happened.

import { type Core, currentFaults } from '../core.ts'
import { parseSpacedTime } from '../east-africa-time.ts'
import { toWireAmount } from '../money.ts'
import { findOwner } from '../organisations.ts'
import { inventName, toWirePhoneNumber } from '../phone-number.ts'
import type { Receipt } from '../tables.ts'
import { CALLBACK_ADDRESS } from './callback-address.ts'
import { type FieldRule, oneOf, optional, readFields, SHORT_CODE } from './fields.ts'
import { type DarajaReply, refuse, toReply } from './reply.ts'

const WINDOW_MS = 48 * 60 * 60 * 1000
/** Rows in one answer; `OffSetValue` counts rows, not pages. */
const ROWS_PER_ANSWER = 100

const SPACED_TIME: FieldRule = { json: 'text', isValid: text => parseSpacedTime(text) !== null }
const OFFSET: FieldRule = { json: 'number', isValid: text => /^\d{1,7}$/.test(text) }
const NOMINATED_NUMBER: FieldRule = { json: 'text', isValid: text => /^(0|254)[17]\d{8}$/.test(text) }

const REGISTER_RULES = {
  ShortCode: SHORT_CODE,
  RequestType: oneOf('Pull'),
  NominatedNumber: NOMINATED_NUMBER,
  CallBackURL: CALLBACK_ADDRESS,
} as const
const QUERY_RULES = {
  ShortCode: SHORT_CODE,
  StartDate: SPACED_TIME,
  EndDate: SPACED_TIME,
  OffSetValue: optional(OFFSET),
} as const

export function answerPullRegister(core: Core, body: string): DarajaReply {
  const read = readFields(core, body, REGISTER_RULES)
  if ('refusal' in read) return read.refusal
  const { ShortCode, NominatedNumber } = read.fields
  if (findOwner(core, ShortCode) === undefined) return refuseShortCode(core)

  const isKnown = core.store.rows.pullRegistrations.has(ShortCode)
  if (!isKnown) core.store.put('pullRegistrations', ShortCode, NominatedNumber)
  return toReply(200, {
    ResponseRefID: core.identifiers.requestId(),
    ResponseStatus: isKnown ? '1001' : '1000',
    ShortCode,
    ResponseDescription: isKnown ? 'ShortCode already Registered' : 'Shortcode Registered Successfully',
  })
}

export function answerPullQuery(core: Core, body: string): DarajaReply {
  const read = readFields(core, body, QUERY_RULES)
  if ('refusal' in read) return read.refusal
  const { ShortCode, StartDate, EndDate, OffSetValue } = read.fields
  if (findOwner(core, ShortCode) === undefined) return refuseShortCode(core)
  if (core.strict.pullRegistration && !core.store.rows.pullRegistrations.has(ShortCode)) {
    return refuse(core, 500, '500.001.1001', 'Failed to retrieve transactions. The short code is not registered.')
  }
  const offset = Number(OffSetValue)
  const rows = listReceipts(core, ShortCode, parseSpacedTime(StartDate) ?? 0, (parseSpacedTime(EndDate) ?? 0) + 999)
    .slice(offset, offset + ROWS_PER_ANSWER)
    .map(receipt => toRow(core, receipt))
  return toReply(200, {
    ResponseRefID: core.identifiers.requestId(),
    ResponseCode: rows.length === 0 ? '1001' : '1000',
    ResponseMessage: rows.length === 0 ? 'No transactions available' : 'Success',
    // A list in a list, as recorded.
    Response: [rows],
  })
}

/** Oldest first. A store's list holds its tills' receipts. */
function listReceipts(core: Core, shortCode: string, fromMs: number, toMs: number): Receipt[] {
  const { receipts, tills } = core.store.rows
  const earliestMs = Math.max(fromMs, core.agenda.nowMs() - WINDOW_MS)
  const numbers = [shortCode, ...[...tills].filter(([, store]) => store === shortCode).map(([till]) => till)]
  const found: Receipt[] = []
  for (const number of numbers) {
    const own = core.index.receiptsByShortCode.get(number) ?? []
    // Receipts are in the order of their time, so the walk ends where the window does.
    for (let place = own.length - 1; place >= 0; place -= 1) {
      const receipt = receipts.get(own[place] ?? '')
      if (receipt === undefined || receipt.completedAtMs < earliestMs) break
      if (receipt.completedAtMs <= toMs) found.push(receipt)
    }
  }
  return found.reverse().sort((one, other) => one.completedAtMs - other.completedAtMs)
}

function toRow(core: Core, receipt: Receipt): object {
  const { phoneFormat } = currentFaults(core)
  const phoneNumber = toWirePhoneNumber(receipt.phoneNumber, phoneFormat)
  return {
    transactionId: receipt.receiptNumber,
    trxDate: `${new Date(receipt.completedAtMs).toISOString().slice(0, 19)}Z`,
    ...(phoneNumber === null ? {} : { msisdn: phoneFormat === 'plain' ? Number(phoneNumber) : phoneNumber }),
    sender: inventName(receipt.phoneNumber).first,
    transactiontype: receipt.isPayBill ? 'c2b-pay-bill-debit' : 'c2b-buy-goods-debit',
    billreference: receipt.isPayBill ? receipt.accountReference : '',
    amount: toWireAmount(receipt.amountKes),
    organizationname: findOwner(core, receipt.shortCode)?.name ?? '',
  }
}

function refuseShortCode(core: Core): DarajaReply {
  return refuse(core, 400, '400.001', 'Invalid ShortCode')
}
