// Callbacks with something wrong: a right one, changed in its structure, in its text, or both.

import fc from 'fast-check'

type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree }

/** A change of the parsed body at the n-th place of it. */
type Change = (holder: Record<string, Tree>, key: string, dice: number) => void

const VALUES: readonly Tree[] = [
  null,
  true,
  0,
  -1,
  1032,
  1e21,
  0.1,
  '',
  '0',
  ' 0',
  '00',
  '500',
  '500.00',
  '500.5',
  '2547*****126',
  'UKO7OTHER99',
  [],
  {},
  [500],
  { Value: 500 },
]
const KEYS = [
  'Name',
  'Value',
  'Amount',
  'ResultCode',
  'resultCode',
  'Item',
  'Body',
  'stkCallback',
  '__proto__',
  'Result',
] as const
const NAMES = [
  'Amount',
  'amount',
  'MpesaReceiptNumber',
  'Balance',
  'TransactionDate',
  'PhoneNumber',
  '__proto__',
] as const

const CHANGES: readonly Change[] = [
  (holder, key) => {
    delete holder[key]
  },
  (holder, key, dice) => put(holder, key, VALUES[dice % VALUES.length] ?? null),
  (holder, key, dice) => {
    const value = holder[key] ?? null
    delete holder[key]
    put(holder, KEYS[dice % KEYS.length] ?? 'x', value)
  },
  (holder, key, dice) => {
    const value = holder[key] ?? null
    put(holder, key, dice % 2 === 0 ? [value] : { Item: value })
  },
  (holder, key) => {
    const value = holder[key] ?? null
    if (typeof value === 'number') put(holder, key, String(value))
    if (typeof value === 'string') put(holder, key, Number(value) || value)
  },
  (holder, key, dice) => {
    const value = holder[key]
    if (!Array.isArray(value)) return
    const place = dice % Math.max(1, value.length)
    const added = { Name: NAMES[dice % NAMES.length] ?? '', Value: VALUES[(dice >> 3) % VALUES.length] ?? null }
    const kinds: Tree[] = [
      value.toReversed(),
      [...value, ...value],
      value.toSpliced(place, 1),
      [...value, added],
      value.map(item => [item]),
      value[place] ?? null,
    ]
    put(holder, key, kinds[(dice >> 6) % kinds.length] ?? null)
  },
  (holder, key, dice) => {
    const value = holder[key]
    if (typeof value === 'string') {
      put(holder, key, [value.toLowerCase(), ` ${value}\t`, `${value}x`, value.slice(1)][dice % 4] ?? '')
    }
    if (typeof value === 'number') put(holder, key, value + ([1, -1, 0.5, 1e-9][dice % 4] ?? 0))
  },
]

/** As JSON would: `__proto__` is a key like any other. */
function put(holder: Record<string, Tree>, key: string, value: Tree): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
}

/** Pieces that mean something to JSON. */
const PIECES = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '9',
  '.',
  '-',
  'e5',
  'E-2',
  ' ',
  '\n',
  '\0',
  '\\u0000',
  'null',
  '\ufeff',
  ',"ResultCode":0',
  ',"Value":500',
]

/** Anything between a right body and nonsense, never the right one as it was. */
export function mutations(): fc.Arbitrary<(body: string) => string> {
  const toChanges = (minLength: number) =>
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: CHANGES.length - 1 }), fc.nat()), { minLength, maxLength: 2 })
  const toEdits = (minLength: number) =>
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.nat()), { minLength, maxLength: 2 })
  return fc.oneof(fc.tuple(toChanges(1), toEdits(0)), fc.tuple(toChanges(0), toEdits(1))).map(
    ([changed, edited]) =>
      body =>
        edit(change(body, changed), edited),
  )
}

function change(body: string, changes: readonly (readonly [number, number, number])[]): string {
  if (changes.length === 0) return body
  const root = { body: JSON.parse(body) as Tree }
  for (const [place, kind, dice] of changes) {
    const places = listPlaces(root)
    const [holder, key] = places[place % places.length] ?? [root, 'body']
    CHANGES[kind]?.(holder, key, dice)
  }
  return JSON.stringify(root.body) ?? ''
}

function listPlaces(value: Tree): [Record<string, Tree>, string][] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string, Tree>
  return Object.keys(holder).flatMap(key => [
    [holder, key] as [Record<string, Tree>, string],
    ...listPlaces(holder[key] ?? null),
  ])
}

function edit(text: string, edits: readonly (readonly [number, number, number])[]): string {
  return edits.reduce((before, [place, kind, dice]) => {
    const at = place % (before.length + 1)
    const length = dice % 8
    const piece = PIECES[dice % PIECES.length] ?? ''
    switch (kind) {
      case 0:
        return before.slice(0, at) + piece + before.slice(at)
      case 1:
        return before.slice(0, at) + before.slice(at + length)
      case 2:
        return before.slice(0, at) + before.slice(at, at + length).repeat(2) + before.slice(at + length)
      default:
        return before.slice(0, at) + piece + before.slice(at + piece.length)
    }
  }, text)
}
