// The smallest pictures there are: headers that say their size, and nothing to see.

export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** @param width of 1 × n, to tell two apart */
export function toPng(width: number): Buffer {
  const file = Buffer.from(PNG)
  file.writeUInt32BE(width, 16)
  return file
}

/** An application segment, then the frame's header. */
export const JPEG = Buffer.from(
  'ffd8ffe000104a46494600010100000100010000ffc0001108016802800301220002110103110100',
  'hex',
)

export const WEBP_LOSSY = toWebp('VP8 ', '000000000000009d012a80026801')
export const WEBP_LOSSLESS = toWebp('VP8L', '000000002f7fc2590000000000000000')
export const WEBP_EXTENDED = toWebp('VP8X', '00000000000000007f0200670100')

function toWebp(kind: string, rest: string): Buffer {
  return Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP'), Buffer.from(kind), Buffer.from(rest, 'hex'), Buffer.alloc(8)])
}
