// What `campaigns edit` is told to change: a file that holds a whole campaign or a part of one, and options. Laid over the
// campaign as it is; lists are replaced as a whole.

import { parseShillings } from '@harambee/daraja'
import { isRecord } from './campaign-file.ts'
import { UsageProblem } from './failure.ts'

export interface CampaignOptions {
  readonly goal?: string
  readonly floor?: string
  readonly starts?: string
  readonly ends?: string
  readonly account?: string
  readonly charity?: string
  readonly jina?: string
  readonly titleEn?: string
  readonly titleSw?: string
  readonly summaryEn?: string
  readonly summarySw?: string
  readonly picture?: string
  readonly pictureEn?: string
  readonly pictureSw?: string
}

const NONE = 'none'

/** Options as a part of a campaign. @throws {UsageProblem} */
export function toPart(options: CampaignOptions): Record<string, unknown> {
  const { charity, jina, titleEn, titleSw, summaryEn, summarySw } = options
  return withoutGaps({
    goalKes: toShillings('--goal', options.goal),
    floorKes: toShillings('--floor', options.floor),
    startsOn: toDay(options.starts),
    endsOn: toDay(options.ends),
    accountReference: options.account,
    content: {
      charity,
      jina,
      en: { title: titleEn, summary: summaryEn },
      sw: { title: titleSw, summary: summarySw },
      picture: toPicture(options),
    },
  })
}

/** @returns `whole` with the parts of `part` in place of its own */
export function layOver(whole: unknown, part: unknown): unknown {
  if (!isRecord(whole) || !isRecord(part)) return part
  const laid: Record<string, unknown> = { ...whole }
  for (const [name, value] of Object.entries(part)) {
    // Another picture is not partly the one before it, but for what it shows.
    const below = name === 'picture' && isRecord(value) && 'file' in value ? toAlt(whole[name]) : whole[name]
    Object.defineProperty(laid, name, {
      value: layOver(below, value),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return laid
}

function toAlt(picture: unknown): unknown {
  return isRecord(picture) ? { alt: picture.alt } : picture
}

function toPicture({ picture, pictureEn, pictureSw }: CampaignOptions): unknown {
  if (picture === NONE) return null
  return { file: picture, alt: { en: pictureEn, sw: pictureSw } }
}

function toDay(text: string | undefined): string | null | undefined {
  return text === NONE ? null : text
}

function toShillings(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const parsed = parseShillings(text)
  if ('amountKes' in parsed) return parsed.amountKes
  throw new UsageProblem(`${option} ${text.slice(0, 40)}: use whole shillings, such as 500.`)
}

/** Without what was not said. */
function withoutGaps(value: Record<string, unknown>): Record<string, unknown> {
  const said = Object.entries(value).flatMap(([name, one]) => {
    if (one === undefined) return []
    if (!isRecord(one)) return [[name, one] as const]
    const inner = withoutGaps(one)
    return Object.keys(inner).length === 0 ? [] : [[name, inner] as const]
  })
  return Object.fromEntries(said)
}
