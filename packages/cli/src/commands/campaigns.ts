// `harambee campaigns list`, `show`, `add` and `edit`.

import { formatShillings, toEastAfricaClock } from '@harambee/daraja'
import type { Campaign, CampaignChange, CampaignEditEntry, Engine } from '@harambee/payments'
import { type CampaignOptions, layOver, toPart } from '../campaign-changes.ts'
import { folderOf, readJsonFile, toCampaignFile } from '../campaign-file.ts'
import { escapeControls } from '../escape.ts'
import { CommandFailure, UsageProblem } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { readLimit } from '../option-values.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { toNumberedList } from '../settings.ts'
import { toTable } from '../table.ts'
import { withEngine } from '../with-engine.ts'

export function addCampaignsCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'campaigns', 'Look at campaigns, add and edit them')

  const list = addCommand(group, 'list', 'Campaigns with what has come in, oldest first').option(
    '--limit <number>',
    'how many at most (100 unless told, 10000 at most)',
  )
  withExamples(list, ['harambee campaigns list', 'harambee campaigns list --json'])
  list.action(perform(call, listCampaigns))

  const show = addCommand(group, 'show <slug>', 'One campaign; with --json what add and edit take')
  withExamples(show, ['harambee campaigns show desks', 'harambee campaigns show desks --json > desks.json'])
  show.action(perform(call, (invocation, _options: object, slug: string) => showCampaign(invocation, slug)))

  const add = addCommand(group, 'add <file>', 'Add a campaign from a JSON file (- for stdin)')
  withExamples(add, ['harambee campaigns add desks.json', 'harambee campaigns add - < desks.json'])
  add.action(perform(call, (invocation, _options: object, file: string) => addCampaign(invocation, file)))

  addEditCommand(group, call)
}

function addEditCommand(group: Command, call: Call): void {
  const edit = addCommand(
    group,
    'edit <slug> [file]',
    'Change a campaign: from a JSON file with what is new, or by option',
  )
    .option('--goal <shillings>', 'what is needed')
    .option('--floor <shillings>', 'the smallest gift')
    .option('--starts <day>', 'the first day, YYYY-MM-DD, or none')
    .option('--ends <day>', 'the last day, YYYY-MM-DD, or none')
    .option('--account <code>', 'the account on the phone; stays once people have given')
    .option('--charity <name>', 'as the prompt on the phone names it')
    .option('--jina <line>', 'the printed line at the foot')
    .option('--title-en <text>', 'in English')
    .option('--title-sw <text>', 'in Kiswahili')
    .option('--summary-en <text>', 'the line under the title, in English')
    .option('--summary-sw <text>', 'the same in Kiswahili')
    .option('--picture <file>', 'a JPEG, PNG or WebP of at most 40 kB, or none')
    .option('--picture-en <text>', 'what it shows, for those who cannot see it, in English')
    .option('--picture-sw <text>', 'the same in Kiswahili')
  withExamples(edit, [
    'harambee campaigns edit desks --goal 350000 --ends 2027-03-31',
    'harambee campaigns show desks --json > desks.json && harambee campaigns edit desks desks.json',
    'harambee campaigns edit desks --picture desks.jpg --picture-en "A new desk" --picture-sw "Dawati jipya"',
  ])
  edit.action(
    perform(call, (invocation, options: CampaignOptions, slug: string, file?: string) =>
      editCampaign(invocation, options, slug, file),
    ),
  )
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
      toUntil(campaign),
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

function toUntil({ hasBegun, hasEnded, startsOn, endsOn }: Campaign): string {
  if (!hasBegun) return `from ${startsOn}`
  return hasEnded ? 'ended' : (endsOn ?? 'open')
}

function showCampaign(invocation: Invocation, slug: string): Promise<Report> {
  return withEngine(invocation, async engine => {
    const campaign = await findCampaign(engine, slug)
    const edits = await engine.listCampaignEdits(slug)
    return { json: toFile(campaign), lines: toLines(campaign, edits) }
  })
}

/** What `add` takes. */
function toFile({ slug, accountReference, goalKes, floorKes, startsOn, endsOn, content }: Campaign) {
  return { slug, accountReference, goalKes, floorKes, startsOn, endsOn, content }
}

function toLines(campaign: Campaign, edits: readonly CampaignEditEntry[]): string[] {
  const { content, slug, accountReference, goalKes, floorKes, raisedKes, gifts } = campaign
  const { picture } = content
  return [
    `${slug}: ${content.en.title} / ${content.sw.title}`,
    `Account ${accountReference}, for ${content.charity}. ${toUntil(campaign)}.`,
    `${formatShillings(raisedKes)} of ${formatShillings(goalKes)} in ${gifts} gifts; ${formatShillings(floorKes)} or more each.`,
    picture ? `Picture: ${picture.alt.en} (${picture.width} × ${picture.height})` : 'No picture.',
    `Accounts: ${content.spending.length} lines of what was spent.`,
    ...edits.map(({ atMs }) => `Edited ${toEastAfricaClock(atMs)} EAT.`),
    'All of it: --json.',
  ].map(line => escapeControls(line))
}

async function addCampaign(invocation: Invocation, file: string): Promise<Report> {
  const value = await readJsonFile(invocation.terminal, file, 'invalid-campaign')
  const { campaign, picture } = await toCampaignFile(value, file, folderOf(file))
  return withEngine(invocation, async engine => {
    assertDone(await engine.addCampaign(campaign, picture), campaign.slug)
    const added = await findCampaign(engine, campaign.slug)
    return { json: toCampaignJson(added), lines: [`Added. Its page: /give/${campaign.slug}`] }
  })
}

async function editCampaign(
  invocation: Invocation,
  options: CampaignOptions,
  slug: string,
  file: string | undefined,
): Promise<Report> {
  const part = toPart(options)
  if (file === undefined && Object.keys(part).length === 0) {
    throw new UsageProblem(
      'Say what to change: a file, or an option such as --goal. See "harambee campaigns edit --help".',
    )
  }
  const fromFile = file === undefined ? {} : await readJsonFile(invocation.terminal, file, 'invalid-campaign')
  return withEngine(invocation, async engine => {
    const current = toFile(await findCampaign(engine, slug))
    // A picture named on the command line lies where the command is run.
    const folder = options.picture === undefined ? folderOf(file ?? '-') : process.cwd()
    const edited = await toCampaignFile(layOver(layOver(current, fromFile), part), file ?? slug, folder)
    const change = await engine.editCampaign(slug, edited.campaign, edited.picture)
    if (change.outcome !== 'unchanged') assertDone(change, slug)
    const now = toCampaignJson(await findCampaign(engine, slug))
    const line = change.outcome === 'unchanged' ? 'Nothing is different.' : `Changed. Its page: /give/${slug}`
    return { json: { ...now, isChanged: change.outcome === 'done' }, lines: [line] }
  })
}

async function findCampaign(engine: Engine, slug: string): Promise<Campaign> {
  const campaign = await engine.findCampaign(slug)
  if (campaign) return campaign
  throw new CommandFailure('unknown', `There is no campaign ${slug}: see "harambee campaigns list".`)
}

function assertDone(change: CampaignChange, slug: string): void {
  switch (change.outcome) {
    case 'exists':
      throw new CommandFailure(
        'exists',
        `There is a campaign ${slug} already: choose another slug, or "harambee campaigns edit ${slug}".`,
      )
    case 'unknown':
      throw new CommandFailure('unknown', `There is no campaign ${slug}: see "harambee campaigns list".`)
    case 'refused':
      throw new CommandFailure('refused', toNumberedList(slug, change.problems), { problems: change.problems })
  }
}

function toCampaignJson(campaign: Campaign) {
  const { slug, accountReference, goalKes, floorKes, startsOn, endsOn, hasBegun, hasEnded } = campaign
  const { raisedKes, gifts, content } = campaign
  const facts = { slug, title: content.en.title, accountReference, goalKes, floorKes, startsOn, endsOn }
  return { ...facts, hasBegun, hasEnded, raisedKes, gifts }
}
