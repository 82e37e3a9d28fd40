// A black and white picture as PNG bytes.

import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * A square picture with the dark squares in its middle, as large as whole pixels allow, with a quiet zone around them.
 * @param sizePx wanted side; a picture too small for the squares grows to fit them
 */
export function toPng(squares: readonly (readonly boolean[])[], sizePx: number): Buffer {
  const count = squares.length
  const size = Math.max(sizePx, count + 2 * QUIET_SQUARES)
  const scale = Math.floor(size / (count + 2 * QUIET_SQUARES))
  const margin = Math.floor((size - count * scale) / 2)
  const rowBytes = Math.ceil(size / 8)
  const pixels = Buffer.alloc(size * (rowBytes + 1))
  for (let y = 0; y < size; y += 1) {
    const row = squares[Math.floor((y - margin) / scale)]
    for (let x = 0; x < size; x += 1) {
      const isDark = row?.[Math.floor((x - margin) / scale)] ?? false
      const place = y * (rowBytes + 1) + 1 + (x >> 3)
      if (!isDark) pixels[place] = (pixels[place] ?? 0) | (0x80 >> (x & 7))
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  // One bit a pixel, grey; the rest of the header stays 0.
  header[8] = 1
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Light squares that scanners need around a code. */
const QUIET_SQUARES = 4

function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}
