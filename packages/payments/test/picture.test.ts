// Pictures are known by their bytes, never by their names.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_PICTURE_BYTES, readPicture } from '../src/picture.ts'
import { JPEG, PNG, toPng, WEBP_EXTENDED, WEBP_LOSSLESS, WEBP_LOSSY } from './tiny-pictures.ts'

for (const [name, bytes, mediaType, width, height] of [
  ['PNG', PNG, 'image/png', 1, 1],
  ['JPEG', JPEG, 'image/jpeg', 640, 360],
  ['lossy WebP', WEBP_LOSSY, 'image/webp', 640, 360],
  ['lossless WebP', WEBP_LOSSLESS, 'image/webp', 640, 360],
  ['extended WebP', WEBP_EXTENDED, 'image/webp', 640, 360],
] as const) {
  test(`${name}: type and size are read from the bytes`, () => {
    const read = readPicture(bytes)

    assert.ok('facts' in read, JSON.stringify(read))
    const { hash, ...facts } = read.facts
    assert.deepEqual(facts, { mediaType, width, height })
    assert.match(hash, /^[0-9a-f]{64}$/)
  })
}

test('what is no picture, or too large, is refused with the reason', () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const html = Buffer.from('<!doctype html><script>alert(1)</script>')
  for (const bytes of [svg, html, Buffer.alloc(0), Buffer.from('GIF89a'), JPEG.subarray(0, 12)]) {
    assert.deepEqual(readPicture(bytes), { problem: 'it is no JPEG, PNG or WebP picture' })
  }
  const large = readPicture(Buffer.concat([PNG, Buffer.alloc(MAX_PICTURE_BYTES)]))
  assert.match('problem' in large ? large.problem : '', /it has 41 kB, and at most 40 are allowed/)
  assert.match(JSON.stringify(readPicture(toPng(0))), /is that of no picture/)
})

test('any bytes are read without throwing', () => {
  for (const whole of [PNG, JPEG, WEBP_LOSSY, WEBP_LOSSLESS, WEBP_EXTENDED]) {
    for (let length = 0; length <= whole.length; length++) readPicture(whole.subarray(0, length))
    for (let place = 0; place < whole.length; place++) {
      const bad = Buffer.from(whole)
      bad[place] = 0xff
      readPicture(bad)
    }
  }
})
