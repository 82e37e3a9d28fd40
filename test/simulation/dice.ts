// Chance, from a seed: every choice of a world is drawn here, so that the same seed gives the same world. Written for the
// simulation alone; nothing of the program draws from it.

/** Numbers from one seed, by purpose: drawing more for one does not change what the others get. */
export interface Dice {
  /** [0, 1) */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number
  /** True with this chance. */
  happens(chance: number): boolean
  pick<T>(choices: readonly T[]): T
  bytes(count: number): Buffer
  /** Other numbers, for another purpose. */
  branch(purpose: string): Dice
}

/** @param seed 64 bits */
export function createDice(seed: bigint, purpose = 'world'): Dice {
  let [a, b, c, d] = spread(seed, purpose)
  function draw(): number {
    // sfc32
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let round = 0; round < 15; round++) draw()
  const next = () => draw() / 2 ** 32
  return {
    next,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    happens: chance => chance > 0 && next() < chance,
    pick<T>(choices: readonly T[]): T {
      return choices[Math.floor(next() * choices.length)] as T
    },
    bytes: count => Buffer.from(Array.from({ length: count }, () => draw() & 0xff)),
    branch: other => createDice(seed, `${purpose}/${other}`),
  }
}

/** `0x…`, as printed and typed. */
export function formatSeed(seed: bigint): string {
  return `0x${seed.toString(16)}`
}

/** Reads `0x1f` or `31`. @throws where it is neither */
export function parseSeed(text: string): bigint {
  if (!/^(?:0x[0-9a-f]{1,16}|\d{1,19})$/i.test(text)) throw new Error(`"${text}" is no seed; write it like 0x1f.`)
  return BigInt(text)
}

/** The n-th seed of a run: unlike its neighbours in every bit. */
export function nthSeed(first: bigint, index: number): bigint {
  const mask = (1n << 64n) - 1n
  let mixed = (first + BigInt(index) * 0x9e3779b97f4a7c15n) & mask
  mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & mask
  mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & mask
  return mixed ^ (mixed >> 31n)
}

function spread(seed: bigint, purpose: string): [number, number, number, number] {
  let hash = 0x811c9dc5
  for (let index = 0; index < purpose.length; index++) hash = Math.imul(hash ^ purpose.charCodeAt(index), 0x01000193)
  return [Number(seed & 0xffffffffn) | 0, Number((seed >> 32n) & 0xffffffffn) | 0, hash | 0, 1]
}
