// POST /mpesa/qrcode/v1/generate: a picture of a payment request. What Safaricom's app reads in its codes is not
// published, so this one says in plain text what was asked for.

import type { Core } from '../core.ts'
import { toPng } from '../qr/png.ts'
import { drawQrCode } from '../qr/qr-code.ts'
import { AMOUNT, ANY_TEXT, type FieldRule, oneOf, optional, readFields } from './fields.ts'
import { type DarajaReply, toReply } from './reply.ts'

const MAX_SIZE_PX = 1_000
const DEFAULT_SIZE_PX = 300

const PARTY: FieldRule = { json: 'text', isValid: text => /^\d{5,12}$/.test(text) }
const SIZE: FieldRule = {
  json: 'text',
  isValid: text => /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_SIZE_PX,
}
const RULES = {
  MerchantName: ANY_TEXT,
  RefNo: ANY_TEXT,
  Amount: AMOUNT,
  TrxCode: oneOf('BG', 'WA', 'PB', 'SM', 'SB'),
  CPI: PARTY,
  Size: optional(SIZE),
} as const

export function answerDynamicQr(core: Core, body: string): DarajaReply {
  const read = readFields(core, body, RULES)
  if ('refusal' in read) return read.refusal
  const { MerchantName, RefNo, Amount, TrxCode, CPI, Size } = read.fields
  const squares = drawQrCode(['SIMULATOR', TrxCode, CPI, Amount, RefNo, MerchantName].join(';'))
  return toReply(200, {
    ResponseCode: '00',
    RequestID: core.identifiers.requestId(),
    ResponseDescription: 'QR Code Successfully Generated.',
    QRCode: toPng(squares, Size === '' ? DEFAULT_SIZE_PX : Number(Size)).toString('base64'),
  })
}
