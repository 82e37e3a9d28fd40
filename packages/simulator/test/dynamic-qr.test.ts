import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32, inflateSync } from 'node:zlib'
import { createWorld, readBody, reply } from './world.ts'

const request = (over: Record<string, unknown> = {}) => ({
  MerchantName: 'TUMAINI TRUST',
  RefNo: 'MADARASA',
  Amount: 500,
  TrxCode: 'PB',
  CPI: '174379',
  Size: '300',
  ...over,
})
const PATH = '/mpesa/qrcode/v1/generate'

/** Size and pixels of a PNG of one bit a pixel, checked chunk by chunk. */
function readPng(png: Buffer): { size: number; isDark: (x: number, y: number) => boolean } {
  assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG')
  let pixels = Buffer.alloc(0)
  let size = 0
  for (let place = 8; place < png.length; ) {
    const length = png.readUInt32BE(place)
    const name = png.subarray(place + 4, place + 8).toString('latin1')
    const data = png.subarray(place + 8, place + 8 + length)
    assert.equal(png.readUInt32BE(place + 8 + length), crc32(png.subarray(place + 4, place + 8 + length)))
    if (name === 'IHDR') size = data.readUInt32BE(0)
    if (name === 'IDAT') pixels = inflateSync(data)
    place += length + 12
  }
  const rowBytes = Math.ceil(size / 8) + 1
  return { size, isDark: (x, y) => (((pixels[y * rowBytes + 1 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 0 }
}

test('a QR code is a picture of the size asked for, with a finder square in three corners', async () => {
  const body = readBody(await createWorld().post(PATH, request()))

  assert.equal(body.ResponseCode, '00')
  assert.equal(body.ResponseDescription, 'QR Code Successfully Generated.')
  const { size, isDark } = readPng(Buffer.from(String(body.QRCode), 'base64'))
  assert.equal(size, 300)
  let left = 0
  while (!isDark(left, left)) left += 1
  let width = 0
  while (isDark(left + width, left)) width += 1
  let right = size - 1
  while (!isDark(right, left)) right -= 1
  for (const [x, y] of [
    [left, left],
    [right, left],
    [left, right],
  ] as const) {
    assert.equal(isDark(x, y), true)
  }
  assert.equal(width % 7, 0)
})

test('a QR request is refused by field', async () => {
  const world = createWorld()
  for (const [over, name] of [
    [{ MerchantName: undefined }, 'MerchantName'],
    [{ RefNo: '' }, 'RefNo'],
    [{ Amount: 'free' }, 'Amount'],
    [{ TrxCode: 'XX' }, 'TrxCode'],
    [{ CPI: 'abc' }, 'CPI'],
    [{ Size: '5000' }, 'Size'],
  ] as const) {
    const answer = reply(await world.post(PATH, request(over)))

    assert.equal(answer.status, 400)
    assert.equal(JSON.parse(answer.body).errorMessage, `Bad Request - Invalid ${name}`)
  }
})
