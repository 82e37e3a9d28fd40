// A campaign as it stands in a file: JSON, with the picture as the name of a file beside it. Every problem is found at once.

import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { MAX_PICTURE_BYTES, type NewCampaign, type PictureFile, parseCampaign, readPicture } from '@harambee/payments'
import { CommandFailure } from './failure.ts'
import { readInput } from './read-input.ts'
import { toNumberedList } from './settings.ts'
import type { Terminal } from './terminal.ts'

export interface CampaignFile {
  readonly campaign: NewCampaign
  /** To be stored; null: it has none, or the one that is stored already. */
  readonly picture: PictureFile | null
}

/** JSON, whatever it says. @param name of the file, for problems */
export async function readJsonFile(terminal: Terminal, file: string, code: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readInput(terminal, file))
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CommandFailure(code, `${file} is not JSON: ${why}.`)
  }
}

/**
 * @param value parsed JSON; `content.picture` may be `{ "file": "desks.jpg", "alt": { "en": …, "sw": … } }`
 * @param folder what the picture's name is relative to
 * @throws {CommandFailure} listing every problem
 */
export async function toCampaignFile(value: unknown, source: string, folder: string): Promise<CampaignFile> {
  const found = await findPictureFile(value, folder)
  const parsed = parseCampaign(found.value)
  const problems = [
    ...(found.problem === null ? [] : [found.problem]),
    ...('problems' in parsed ? parsed.problems : []),
  ]
  if ('campaign' in parsed && problems.length === 0) return { campaign: parsed.campaign, picture: found.picture }
  throw new CommandFailure('invalid-campaign', toNumberedList(source, problems), { problems })
}

/** The folder of a file that is named on the command line. */
export function folderOf(file: string): string {
  return file === '-' ? process.cwd() : dirname(resolve(file))
}

interface FoundPicture {
  /** With the picture's facts in place of its file's name. */
  readonly value: unknown
  readonly picture: PictureFile | null
  readonly problem: string | null
}

async function findPictureFile(value: unknown, folder: string): Promise<FoundPicture> {
  const none = { value, picture: null, problem: null }
  if (!isRecord(value) || !isRecord(value.content) || !isRecord(value.content.picture)) return none
  const { file, hash, mediaType, width, height, ...rest } = value.content.picture
  if (file === undefined) return none
  // So that what is wrong with the rest is told as well.
  const put = (facts: object) => ({
    ...value,
    content: { ...(value.content as object), picture: { ...facts, ...rest } },
  })
  const unread = { hash: '0'.repeat(64), mediaType: 'image/png', width: 1, height: 1 }
  if (typeof file !== 'string') {
    return { value: put(unread), picture: null, problem: 'content.picture.file: write the name of a file' }
  }
  const read = await readPictureFile(resolve(folder, file))
  return 'problem' in read
    ? { value: put(unread), picture: null, problem: `content.picture.file: ${file}: ${read.problem}` }
    : { value: put(read.facts), picture: read, problem: null }
}

async function readPictureFile(path: string): Promise<PictureFile | { problem: string }> {
  try {
    const { size } = await stat(path)
    // Only its size is told of what is far too large.
    if (size > MAX_PICTURE_BYTES * 1_000) return { problem: `it has ${Math.ceil(size / 1_000)} kB: make it smaller` }
    return readPicture(await readFile(path))
  } catch (error) {
    return { problem: `it cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})` }
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
