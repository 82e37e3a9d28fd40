// Finds what two readers of one JSON text could understand differently: a key that stands twice in one object, a number a
// double does not hold as it is written, more nesting than any payload has. Money must not hang on which of them we are.
// One pass, no recursion: a body may be all brackets.

/** Real payloads are six deep, result envelopes eight. */
const MAX_DEPTH = 16

const NUMBER = /-?[\d.]+(?:[eE][+-]?\d+)?/y

/**
 * @param text valid JSON: whether it is, `JSON.parse` has said before
 * @returns what is ambiguous in it; null: everybody reads it alike
 */
export function findAmbiguity(text: string): string | null {
  /** The keys of each object that is open; null for an array. */
  const open: (Set<string> | null)[] = []
  let mayBeKey = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (character === '{' || character === '[') {
      if (open.length === MAX_DEPTH) return `it is nested more than ${MAX_DEPTH} deep`
      open.push(character === '{' ? new Set() : null)
      mayBeKey = character === '{'
    } else if (character === '}' || character === ']') {
      open.pop()
    } else if (character === ',') {
      mayBeKey = true
    } else if (character === '"') {
      const end = findEndOfText(text, index)
      const keys = open.at(-1)
      if (keys && mayBeKey) {
        const key = JSON.parse(text.slice(index, end + 1)) as string
        // Not which one: a key may be anything, and the sentence is shown.
        if (keys.has(key)) return 'a key stands twice in one object'
        keys.add(key)
        mayBeKey = false
      }
      index = end
    } else if (isStartOfNumber(character)) {
      NUMBER.lastIndex = index
      const number = NUMBER.exec(text)?.[0] ?? ''
      if (!isExact(number)) return 'a number has more digits than can be told apart'
      index += Math.max(0, number.length - 1)
    }
  }
  return null
}

/** Where the text that begins at a quote ends: at the next quote no backslash stands in front of. */
function findEndOfText(text: string, start: number): number {
  let index = start + 1
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1
  return index
}

function isStartOfNumber(character: string | undefined): boolean {
  return character !== undefined && (character === '-' || (character >= '0' && character <= '9'))
}

/** Whether the double it becomes is written with the same digits: nothing was rounded, run over or lost. */
function isExact(number: string): boolean {
  const value = Number(number)
  return Number.isFinite(value) && toSignificantDigits(number) === toSignificantDigits(String(value))
}

function toSignificantDigits(number: string): string {
  const [mantissa = ''] = number.toLowerCase().split('e', 1)
  const digits = mantissa.replace('.', '').replace(/^-?0*/, '')
  // Not with a pattern: looking for zeros at the end takes one quadratic time.
  let end = digits.length
  while (end > 0 && digits[end - 1] === '0') end -= 1
  return digits.slice(0, end)
}
