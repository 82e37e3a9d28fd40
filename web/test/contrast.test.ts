// The colours of the cloth, measured as WCAG does: what is read has 4.5 : 1, what is only seen has 3 : 1.

import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const app = fileURLToPath(new URL('../app/', import.meta.url))
const css = globSync('{globals.css,styles/*.css}', { cwd: app }).map(file => ({
  file,
  text: readFileSync(app + file, 'utf8'),
}))
const tokens = new Map(
  css.flatMap(({ text }) =>
    [...text.matchAll(/--color-([a-z0-9-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, hex]) => [name, hex]),
  ),
)

const toHex = (colour: string) => (colour.startsWith('#') ? colour : (tokens.get(colour) ?? assert.fail(colour)))

/** Relative luminance, 0 to 1 (WCAG 2.2). */
function toLuminance(hex: string): number {
  const parts = [1, 3, 5].map(at => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  const [red = 0, green = 0, blue = 0] = parts
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function toRatio(one: string, other: string): number {
  const [light, dark] = [toLuminance(toHex(one)), toLuminance(toHex(other))].sort((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

/** Every colour words have, and every ground they stand on. */
const READ: readonly (readonly [text: string, ground: string])[] = [
  ['ink', 'paper'],
  ['ink', 'paper-2'],
  ['ink', 'maize'],
  ['ink', '#ffffff'],
  ['ash', 'paper'],
  ['ash', 'paper-2'],
  ['indigo', 'paper'],
  ['sukuma', 'paper'],
  ['danger', 'paper'],
  ['paper', 'laterite'],
  ['paper', '#8d2f17'],
  ['paper', 'sukuma'],
]

/** Borders of fields, shapes that mean something, the two rings of the focus. */
const SEEN: readonly (readonly [shape: string, ground: string])[] = [
  ['edge', 'paper'],
  ['edge', '#ffffff'],
  ['danger', '#ffffff'],
  ['laterite', 'paper'],
  ['ink', 'maize'],
  ['maize', 'ink'],
]

for (const [text, ground] of READ) {
  test(`${text} can be read on ${ground}`, () => {
    assert.ok(toRatio(text, ground) >= 4.5, toRatio(text, ground).toFixed(2))
  })
}

for (const [shape, ground] of SEEN) {
  test(`${shape} can be seen on ${ground}`, () => {
    assert.ok(toRatio(shape, ground) >= 3, toRatio(shape, ground).toFixed(2))
  })
}

test('maize, the rules and the edges are never the colour of words', () => {
  const readable = new Set(READ.map(([text]) => text))
  const words = css.flatMap(({ file, text }) =>
    [...text.matchAll(/[{;\s]color:\s*var\(--color-([a-z0-9-]+)\)/g)].map(([, name = '']) => ({ file, name })),
  )

  assert.ok(words.length > 10)
  assert.deepEqual(
    words.filter(({ name }) => !readable.has(name)),
    [],
  )
})
