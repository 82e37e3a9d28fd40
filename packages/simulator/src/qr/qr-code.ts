// A QR code as rows of dark and light squares: bytes, error correction M, versions 1 to 6 (no version information to
// draw), always mask 0. Small on purpose: it carries one payment request.

/** Bytes that fit into the largest code drawn here. */
export const MAX_QR_BYTES = 106

/** Per version: squares to a side, data bytes, blocks, check bytes per block. */
const VERSIONS = [
  { size: 21, dataBytes: 16, blocks: 1, checkBytes: 10 },
  { size: 25, dataBytes: 28, blocks: 1, checkBytes: 16 },
  { size: 29, dataBytes: 44, blocks: 1, checkBytes: 26 },
  { size: 33, dataBytes: 64, blocks: 2, checkBytes: 18 },
  { size: 37, dataBytes: 86, blocks: 2, checkBytes: 24 },
  { size: 41, dataBytes: 108, blocks: 4, checkBytes: 16 },
] as const
type Version = (typeof VERSIONS)[number]

/** Mode and length take a byte and a half, and the data end with half a byte more. */
const OVERHEAD_BYTES = 2
/** Error correction M and mask 0, with their own check bits, as the standard scrambles them. */
const FORMAT_BITS = 0b101010000010010

/**
 * The squares of a QR code, row by row; true is dark. No quiet zone.
 * @param text what it says; cut where it holds more than {@link MAX_QR_BYTES} bytes
 */
export function drawQrCode(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text).subarray(0, MAX_QR_BYTES)
  const version = VERSIONS.find(({ dataBytes }) => bytes.length + OVERHEAD_BYTES <= dataBytes) ?? VERSIONS[5]
  const grid = createGrid(version.size)
  drawPatterns(grid)
  drawData(grid, addCheckBytes(padData(bytes, version), version))
  return grid.dark
}

interface Grid {
  readonly size: number
  readonly dark: boolean[][]
  /** Squares that are no data. */
  readonly taken: boolean[][]
}

function createGrid(size: number): Grid {
  const empty = () => Array.from({ length: size }, () => new Array<boolean>(size).fill(false))
  return { size, dark: empty(), taken: empty() }
}

function set(grid: Grid, x: number, y: number, isDark: boolean): void {
  const row = grid.dark[y]
  const taken = grid.taken[y]
  if (row === undefined || taken === undefined || x < 0 || x >= grid.size) return
  row[x] = isDark
  taken[x] = true
}

function drawPatterns(grid: Grid): void {
  const { size } = grid
  for (let place = 0; place < size; place += 1) {
    set(grid, 6, place, place % 2 === 0)
    set(grid, place, 6, place % 2 === 0)
  }
  drawSquares(grid, 3, 3, 4)
  drawSquares(grid, size - 4, 3, 4)
  drawSquares(grid, 3, size - 4, 4)
  if (size > 21) drawSquares(grid, size - 7, size - 7, 2)
  drawFormat(grid)
}

/** Nested squares around a middle: the three corners (reach 4) and the small one (reach 2). */
function drawSquares(grid: Grid, middleX: number, middleY: number, reach: number): void {
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const ring = Math.max(Math.abs(x), Math.abs(y))
      set(grid, middleX + x, middleY + y, ring !== reach - (reach === 4 ? 2 : 1) && ring !== 4)
    }
  }
}

function drawFormat(grid: Grid): void {
  const { size } = grid
  const bit = (place: number) => ((FORMAT_BITS >> place) & 1) === 1
  for (let place = 0; place < 15; place += 1) {
    const along = place < 6 ? place : place < 8 ? place + 1 : place === 8 ? 7 : 14 - place
    if (place < 8) set(grid, 8, along, bit(place))
    else set(grid, along, 8, bit(place))
    if (place < 8) set(grid, size - 1 - place, 8, bit(place))
    else set(grid, 8, size - 15 + place, bit(place))
  }
  set(grid, 8, size - 8, true)
}

function padData(bytes: Uint8Array, version: Version): Uint8Array {
  const data = new Uint8Array(version.dataBytes)
  // Half a byte says "bytes follow", so everything after it is shifted by half a byte.
  data[0] = 0x40 | (bytes.length >> 4)
  data[1] = ((bytes.length & 15) << 4) | ((bytes[0] ?? 0) >> 4)
  for (let place = 0; place < bytes.length; place += 1) {
    data[place + 2] = (((bytes[place] ?? 0) & 15) << 4) | ((bytes[place + 1] ?? 0) >> 4)
  }
  for (let place = bytes.length + OVERHEAD_BYTES, isFirst = true; place < data.length; place += 1) {
    data[place] = isFirst ? 0xec : 0x11
    isFirst = !isFirst
  }
  return data
}

/** Splits the data into blocks, appends each block's check bytes, and deals both out in turns. */
function addCheckBytes(data: Uint8Array, version: Version): number[] {
  const generator = makeGenerator(version.checkBytes)
  const shortLength = Math.floor(data.length / version.blocks)
  const shortBlocks = version.blocks - (data.length % version.blocks)
  const blocks: number[][] = []
  for (let block = 0, start = 0; block < version.blocks; block += 1) {
    const length = shortLength + (block < shortBlocks ? 0 : 1)
    blocks.push([...data.subarray(start, start + length)])
    start += length
  }
  const checks = blocks.map(block => makeCheckBytes(block, generator))
  return [...dealOut(blocks), ...dealOut(checks)]
}

function dealOut(blocks: readonly number[][]): number[] {
  const longest = Math.max(...blocks.map(block => block.length))
  const dealt: number[] = []
  for (let place = 0; place < longest; place += 1) {
    for (const block of blocks) {
      const byte = block[place]
      if (byte !== undefined) dealt.push(byte)
    }
  }
  return dealt
}

/** Multiplication in the field of 256 elements that QR codes reckon in. */
function multiply(one: number, other: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d)
    product ^= ((other >> bit) & 1) * one
  }
  return product
}

function makeGenerator(degree: number): number[] {
  const generator = new Array<number>(degree).fill(0)
  generator[degree - 1] = 1
  for (let step = 0, root = 1; step < degree; step += 1, root = multiply(root, 2)) {
    for (let place = 0; place < degree; place += 1) {
      generator[place] = multiply(generator[place] ?? 0, root) ^ (generator[place + 1] ?? 0)
    }
  }
  return generator
}

function makeCheckBytes(block: readonly number[], generator: readonly number[]): number[] {
  let rest = new Array<number>(generator.length).fill(0)
  for (const byte of block) {
    const factor = byte ^ (rest[0] ?? 0)
    rest = generator.map((coefficient, place) => (rest[place + 1] ?? 0) ^ multiply(coefficient, factor))
  }
  return rest
}

/** Fills the free squares in columns of two, up and down in turns from the right, mask 0 over them. */
function drawData(grid: Grid, bytes: readonly number[]): void {
  const { size } = grid
  let bits = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    // The column of the timing pattern is left out.
    const column = right <= 6 ? right - 1 : right
    const isUpward = ((column + 1) & 2) === 0
    for (let step = 0; step < size; step += 1) {
      const y = isUpward ? size - 1 - step : step
      for (const x of [column, column - 1]) {
        if (grid.taken[y]?.[x]) continue
        const isDark = (((bytes[bits >> 3] ?? 0) >> (7 - (bits & 7))) & 1) === 1
        bits += 1
        set(grid, x, y, isDark !== ((x + y) % 2 === 0))
      }
    }
  }
}
