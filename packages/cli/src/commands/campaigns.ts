// `harambee campaigns list` and `campaigns add`.

import { formatShillings } from '@harambee/daraja'
import { type Campaign, campaignSchema, type Engine, type NewCampaign } from '@harambee/payments'
import { escapeControls } from '../escape.ts'
import { CommandFailure } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { readLimit } from '../option-values.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { readInput } from '../read-input.ts'
import { toNumberedList } from '../settings.ts'
import { toTable } from '../table.ts'
import { withEngine } from '../with-engine.ts'

/** More than any charity runs. */
const MOST_CAMPAIGNS = 10_000

export function addCampaignsCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'campaigns', 'Look at campaigns and add one')

  const list = addCommand(group, 'list', 'Campaigns with what has come in, oldest first').option(
    '--limit <number>',
    'how many at most (100 unless told, 10000 at most)',
  )
  withExamples(list, ['harambee campaigns list', 'harambee campaigns list --json'])
  list.action(perform(call, listCampaigns))

  const add = addCommand(group, 'add <file>', 'Add a campaign from a JSON file (- for stdin)')
  withExamples(add, ['harambee campaigns add desks.json', 'harambee campaigns add - < desks.json'])
  add.action(perform(call, (invocation, _options: object, file: string) => addCampaign(invocation, file)))
}

function listCampaigns(invocation: Invocation, options: { limit?: string }): Promise<Report> {
  const limit = readLimit(options.limit)
  return withEngine(invocation, async engine => {
    const campaigns = await engine.listCampaigns(limit)
    const rows = campaigns.map(campaign => [
      campaign.slug,
      escapeControls(campaign.content.en.title),
      formatShillings(campaign.raisedKes),
      formatShillings(campaign.goalKes),
      String(campaign.gifts),
      campaign.hasEnded ? 'ended' : (campaign.endsOn ?? 'open'),
    ])
    const table = toTable(['campaign', 'title', 'raised', 'goal', 'gifts', 'until'], rows, invocation.terminal.paint, {
      right: [2, 3, 4],
    })
    return {
      json: campaigns.map(toCampaignJson),
      lines: campaigns.length === 0 ? ['No campaigns: add one with "harambee campaigns add FILE.json".'] : table,
    }
  })
}

async function addCampaign(invocation: Invocation, file: string): Promise<Report> {
  const text = new TextDecoder().decode(await readInput(invocation.terminal, file))
  const campaign = readCampaign(text, file)
  return withEngine(invocation, async engine => {
    await assertReferenceIsFree(engine, campaign)
    const isAdded = await engine.addCampaign(campaign)
    if (!isAdded) {
      throw new CommandFailure('exists', `There is a campaign ${campaign.slug} already: choose another slug.`)
    }
    const added = await engine.findCampaign(campaign.slug)
    return {
      json: added ? toCampaignJson(added) : campaign,
      lines: [`Added. Its page: /give/${campaign.slug}`],
    }
  })
}

/** Two campaigns with one reference could not be told apart on a statement. */
async function assertReferenceIsFree(engine: Engine, { slug, accountReference }: NewCampaign): Promise<void> {
  const campaigns = await engine.listCampaigns(MOST_CAMPAIGNS)
  const other = campaigns.find(campaign => campaign.accountReference === accountReference && campaign.slug !== slug)
  if (!other) return
  throw new CommandFailure(
    'exists',
    `The account reference ${accountReference} belongs to the campaign ${other.slug}: choose another.`,
  )
}

function readCampaign(text: string, file: string): NewCampaign {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CommandFailure('invalid-campaign', `${file} is not JSON: ${why}.`)
  }
  const parsed = campaignSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(issue => `${issue.path.join('.') || 'the campaign'}: ${issue.message}`)
  throw new CommandFailure('invalid-campaign', toNumberedList(file, problems), { problems })
}

function toCampaignJson(campaign: Campaign) {
  const { slug, accountReference, goalKes, floorKes, endsOn, hasEnded, raisedKes, gifts, content } = campaign
  return { slug, title: content.en.title, accountReference, goalKes, floorKes, endsOn, hasEnded, raisedKes, gifts }
}
