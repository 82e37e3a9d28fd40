// A child's output, line by line.

import type { Readable } from 'node:stream'

/** Longer lines are cut: a process that forgets its line breaks must not fill the memory of the one that reads it. */
const MAX_LINE_LENGTH = 16_384

/** Calls `onLine` for each line; the last one needs no line break. A process that could not be started has no stream. */
export function readLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (!stream) return
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = (lines.pop() ?? '').slice(0, MAX_LINE_LENGTH)
    for (const line of lines) onLine(line.replace(/\r$/, '').slice(0, MAX_LINE_LENGTH))
  })
  stream.on('end', () => {
    if (rest !== '') onLine(rest)
  })
  // A pipe that breaks has nothing more to say.
  stream.on('error', () => {})
}
