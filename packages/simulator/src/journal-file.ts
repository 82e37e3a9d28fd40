// The journal as a file: appended with one write per step. Written bytes survive a killed process; there is no fsync,
// because no real money depends on it.

import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
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
      appendWhole(appending, `${line}\n`)
    },
    replace(lines) {
      closeAppending()
      const temporary = `${path}.new`
      try {
        writeLines(temporary, lines)
        renameSync(temporary, path)
      } catch (error) {
        rmSync(temporary, { force: true })
        throw error
      }
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

/** A line that does not fit (disk full) is taken back whole: half a line in the middle would ruin the journal. */
function appendWhole(file: number, text: string): void {
  const bytes = Buffer.from(text)
  let written = 0
  try {
    while (written < bytes.length) written += writeSync(file, bytes, written)
  } catch (error) {
    if (written > 0) ftruncateSync(file, fstatSync(file).size - written)
    throw error
  }
}

function writeLines(path: string, lines: Iterable<string>): void {
  const file = openSync(path, 'w', 0o600)
  try {
    let text = ''
    for (const line of lines) {
      text += `${line}\n`
      if (text.length < WRITE_CHUNK_CHARACTERS) continue
      appendWhole(file, text)
      text = ''
    }
    appendWhole(file, text)
  } finally {
    closeSync(file)
  }
}
