// A file named on the command line, or stdin for a dash; read whole, up to a limit.

import { open } from 'node:fs/promises'
import { CommandFailure } from './failure.ts'
import type { Terminal } from './terminal.ts'

/** Larger files are logs to be cut first. */
const MAX_BYTES = 64 * 1024 * 1024

/** @throws {CommandFailure} where it cannot be read, or is too large */
export async function readInput(terminal: Terminal, file: string): Promise<Uint8Array> {
  if (file === '-') return readWhole(terminal.openStdin(), 'stdin')
  try {
    await using handle = await open(file, 'r')
    return await readWhole(handle.createReadStream({ autoClose: false }), file)
  } catch (error) {
    if (error instanceof CommandFailure) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new CommandFailure(
      'unreadable-file',
      `${file} cannot be read (${why}): check its name and whether you may read it.`,
    )
  }
}

async function readWhole(stream: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > MAX_BYTES) {
      throw new CommandFailure('too-large', `${name} has more than ${MAX_BYTES / 1024 / 1024} MiB: cut it first.`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
