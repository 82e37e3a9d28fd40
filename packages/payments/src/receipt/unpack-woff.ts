// WOFF is a font whose tables are deflated one by one (W3C, WOFF File Format 1.0, sections 3 to 5). Taken apart it is the font
// again.

import { inflateSync } from 'node:zlib'

const SIGNATURE = 'wOFF'
const WOFF_HEADER = 44
const WOFF_ENTRY = 20
const SFNT_HEADER = 12
const SFNT_ENTRY = 16

/** @throws {Error} where it is no WOFF file */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== SIGNATURE) throw new Error('this is no WOFF file')
  const count = woff.readUInt16BE(12)
  const header = Buffer.alloc(SFNT_HEADER + count * SFNT_ENTRY)
  woff.copy(header, 0, 4, 8)
  header.writeUInt16BE(count, 4)
  const steps = Math.floor(Math.log2(count))
  header.writeUInt16BE(2 ** steps * SFNT_ENTRY, 6)
  header.writeUInt16BE(steps, 8)
  header.writeUInt16BE((count - 2 ** steps) * SFNT_ENTRY, 10)

  const tables: Buffer[] = []
  let offset = header.length
  for (let index = 0; index < count; index++) {
    const entry = WOFF_HEADER + index * WOFF_ENTRY
    const [start, packedLength, length] = [4, 8, 12].map(at => woff.readUInt32BE(entry + at)) as [
      number,
      number,
      number,
    ]
    const packed = woff.subarray(start, start + packedLength)
    const table = packedLength < length ? inflateSync(packed, { maxOutputLength: length }) : packed
    const line = SFNT_HEADER + index * SFNT_ENTRY
    woff.copy(header, line, entry, entry + 4)
    woff.copy(header, line + 4, entry + 16, entry + 20)
    header.writeUInt32BE(offset, line + 8)
    header.writeUInt32BE(length, line + 12)
    // Each begins at a multiple of four.
    const padded = Buffer.concat([table, Buffer.alloc(-length & 3)])
    tables.push(padded)
    offset += padded.length
  }
  return Buffer.concat([header, ...tables])
}
