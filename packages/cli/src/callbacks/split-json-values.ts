// Finds where JSON objects end that stand one after another, by counting brackets outside of strings.

/** @returns each object's text; null where something else stands between them, or an object does not end */
export function splitJsonValues(text: string): string[] | null {
  const values: string[] = []
  let start = -1
  let depth = 0
  let isInString = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (isInString) {
      if (character === '\\') index += 1
      else if (character === '"') isInString = false
    } else if (character === '{' || character === '[') {
      if (depth === 0) start = index
      depth += 1
    } else if (character === '}' || character === ']') {
      depth -= 1
      if (depth < 0) return null
      if (depth > 0) continue
      values.push(text.slice(start, index + 1))
    } else if (depth === 0) {
      if (!/\s/.test(character ?? '')) return null
    } else if (character === '"') isInString = true
  }
  return depth === 0 ? values : null
}
