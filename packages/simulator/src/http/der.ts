// Just enough DER, the encoding of certificates, to write one.

const SEQUENCE = 0x30
const SET = 0x31

/** Tag, length, content. */
export function encode(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), encodeLength(content.length), content])
}

export function sequence(...parts: readonly Buffer[]): Buffer {
  return encode(SEQUENCE, ...parts)
}

export function set(...parts: readonly Buffer[]): Buffer {
  return encode(SET, ...parts)
}

/** A positive whole number of any size, big end first. */
export function integer(bytes: Buffer): Buffer {
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0
  return encode(0x02, ...(isNegative ? [Buffer.from([0]), bytes] : [bytes]))
}

export function bitString(bytes: Buffer, unusedBits = 0): Buffer {
  return encode(0x03, Buffer.from([unusedBits]), bytes)
}

export function octetString(bytes: Buffer): Buffer {
  return encode(0x04, bytes)
}

/** `2.5.4.3` and its like. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const part of rest) {
    const digits = [part & 0x7f]
    for (let left = part >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80)
    bytes.push(...digits)
  }
  return encode(0x06, Buffer.from(bytes))
}

export function utf8String(text: string): Buffer {
  return encode(0x0c, Buffer.from(text, 'utf8'))
}

/** `YYYYMMDDHHmmssZ`. */
export function generalizedTime(ms: number): Buffer {
  const text = new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '')
  return encode(0x18, Buffer.from(`${text}Z`, 'latin1'))
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff])
}
