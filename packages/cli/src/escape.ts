// Data may hold anything: terminal escapes, line breaks, marks that turn text around. What is printed shows them as
// visible escapes, so that one row stays one honest row.

/** C0 and C1 controls, line and paragraph separators, and every mark that changes the direction of text. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** For a cell or a sentence: all on one line. */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, toEscape)
}

/** For text of several lines, such as a raw body: line breaks and tabs stay. */
export function escapeControlsInLines(text: string): string {
  return text.replace(CONTROLS, character =>
    character === '\n' || character === '\t' ? character : toEscape(character),
  )
}

/**
 * A value as JSON that a terminal shows as it is. JSON itself leaves C1 controls and direction marks as they are; inside
 * its strings they may be written as escapes as well, so the value stays the same.
 */
export function toJsonText(value: unknown, isIndented: boolean): string {
  return JSON.stringify(value, null, isIndented ? 2 : undefined).replace(CONTROLS, character =>
    character === '\n' ? character : toEscape(character),
  )
}

function toEscape(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}
