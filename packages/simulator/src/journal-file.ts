// The journal as a file: appended with one write per step. Written bytes survive a killed process; there is no fsync,
// because no real money depends on it.

import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import type { Journal } from './journal.ts'

const READ_CHUNK_BYTES = 1 << 20
/** Text gathered before one write while replacing. */
const WRITE_CHUNK_CHARACTERS = 1 << 20

/** Opens (or makes) the journal at `path`, with its folder. Readable by the owner only: it holds PINs and tokens. */
export function openJournalFile(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true })
  let appending: number | null = null
  const closeAppending = () => {
    if (appending !== null) closeSync(appending)
    appending = null
  }
  return {
    read: () => readLines(path),
    append(line) {
      appending ??= openSync(path, 'a', 0o600)
      writeWhole(appending, `${line}\n`)
    },
    replace(lines) {
      closeAppending()
      const temporary = `${path}.new`
      const file = openSync(temporary, 'w', 0o600)
      try {
        let text = ''
        for (const line of lines) {
          text += `${line}\n`
          if (text.length < WRITE_CHUNK_CHARACTERS) continue
          writeWhole(file, text)
          text = ''
        }
        writeWhole(file, text)
      } finally {
        closeSync(file)
      }
      renameSync(temporary, path)
    },
    close: closeAppending,
  }
}

function* readLines(path: string): Generator<string> {
  if (!existsSync(path)) return
  const file = openSync(path, 'r')
  try {
    const decoder = new StringDecoder('utf8')
    const chunk = Buffer.alloc(READ_CHUNK_BYTES)
    let rest = ''
    for (;;) {
      const length = readSync(file, chunk)
      if (length === 0) break
      const lines = (rest + decoder.write(chunk.subarray(0, length))).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
    if (rest !== '') yield rest
  } finally {
    closeSync(file)
  }
}

function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
}
