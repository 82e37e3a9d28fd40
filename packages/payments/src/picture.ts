// What an image file is: its type and size, read from its first bytes and never from its name. Nothing is decoded.

import { createHash } from 'node:crypto'
import type { CampaignPicture } from './campaign.ts'

/** Givers pay by the megabyte: a picture costs them no more than the rest of the page. */
export const MAX_PICTURE_BYTES = 40_000

/** A picture to be stored. */
export interface PictureFile {
  readonly facts: Omit<CampaignPicture, 'alt'>
  readonly bytes: Uint8Array
}

/** @returns the picture, or what is wrong with it */
export function readPicture(bytes: Uint8Array): PictureFile | { readonly problem: string } {
  if (bytes.length > MAX_PICTURE_BYTES) {
    const size = Math.ceil(bytes.length / 1_000)
    return { problem: `it has ${size} kB, and at most ${MAX_PICTURE_BYTES / 1_000} are allowed: make it smaller` }
  }
  const file = Buffer.from(bytes)
  const found = readPng(file) ?? readWebp(file) ?? readJpeg(file)
  if (found === null) return { problem: 'it is no JPEG, PNG or WebP picture' }
  if (found.width < 1 || found.height < 1 || found.width > 20_000 || found.height > 20_000) {
    return { problem: `its size, ${found.width} × ${found.height}, is that of no picture` }
  }
  return { facts: { hash: hashPicture(file), ...found }, bytes: file }
}

/** A picture's name. */
export function hashPicture(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

type Found = Pick<CampaignPicture, 'mediaType' | 'width' | 'height'> | null

function readPng(file: Buffer): Found {
  const isPng = file.length >= 33 && file.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))
  if (!isPng || file.toString('latin1', 12, 16) !== 'IHDR') return null
  return { mediaType: 'image/png', width: file.readUInt32BE(16), height: file.readUInt32BE(20) }
}

function readWebp(file: Buffer): Found {
  const isWebp =
    file.length >= 30 && file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WEBP'
  if (!isWebp) return null
  const mediaType = 'image/webp'
  switch (file.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { mediaType, width: file.readUIntLE(24, 3) + 1, height: file.readUIntLE(27, 3) + 1 }
    case 'VP8L': {
      const bits = file.readUInt32LE(21)
      return { mediaType, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8 ':
      return { mediaType, width: file.readUInt16LE(26) & 0x3fff, height: file.readUInt16LE(28) & 0x3fff }
    default:
      return null
  }
}

/** Segment after segment up to the frame's header, which names the size. */
function readJpeg(file: Buffer): Found {
  if (file.length < 4 || file.readUInt16BE(0) !== 0xffd8) return null
  for (let at = 2; at + 9 <= file.length; ) {
    if (file[at] !== 0xff) return null
    const marker = file[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    // SOF0 to SOF15, without the tables and the arithmetic coder's settings that lie between them.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) {
      return { mediaType: 'image/jpeg', width: file.readUInt16BE(at + 7), height: file.readUInt16BE(at + 5) }
    }
    const length = file.readUInt16BE(at + 2)
    if (length < 2) return null
    at += 2 + length
  }
  return null
}
