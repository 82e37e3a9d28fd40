// Every random choice of the simulator comes from here: the same seed gives the same bytes. Streams are named, so that
// switching on one fault does not change the receipt numbers.

/** A 64-bit seed. */
export type Seed = bigint

/** Rounds thrown away so that similar seeds do not start alike. */
const WARM_UP_ROUNDS = 12

/**
 * A small fast generator (sfc32) of numbers in [0, 1).
 * @param seed the simulator's seed
 * @param stream names the purpose; other names give unrelated numbers
 */
export function createRandom(seed: Seed, stream: string): () => number {
  let a = Number(seed & 0xffffffffn) | 0
  let b = Number((seed >> 32n) & 0xffffffffn) | 0
  let c = hashText(stream)
  let counter = 1
  const next = (): number => {
    const mixed = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + mixed) | 0
    return (mixed >>> 0) / 4294967296
  }
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) next()
  return next
}

/** `length` characters of `alphabet`, drawn from `random`. */
export function drawText(random: () => number, alphabet: string, length: number): string {
  let text = ''
  for (let position = 0; position < length; position += 1) text += alphabet[Math.floor(random() * alphabet.length)]
  return text
}

/** Reads `0x1f`, `"31"`, `31` or `31n`; null for anything that is no 64-bit whole number. */
export function parseSeed(value: unknown): Seed | null {
  if (typeof value === 'bigint') return value >= 0n && value < 2n ** 64n ? value : null
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : null
  if (typeof value !== 'string' || !/^(0x[0-9a-f]{1,16}|\d{1,19})$/i.test(value.trim())) return null
  return BigInt(value.trim())
}

/** `0x…`, as printed and as accepted again. */
export function formatSeed(seed: Seed): string {
  return `0x${seed.toString(16)}`
}

/** The seed that follows when a reset names none: other receipt numbers, still reproducible. */
export function nextSeed(seed: Seed): Seed {
  const random = createRandom(seed, 'next seed')
  const half = () => BigInt(Math.floor(random() * 4294967296))
  return (half() << 32n) | half()
}

/** FNV-1a, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash | 0
}
