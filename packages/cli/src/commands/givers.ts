// `harambee givers list`, `approve` and `hide`: who is named on a campaign's page. Nobody is before somebody has read it.

import { formatShillings, toEastAfricaClock } from '@harambee/daraja'
import { GIVER_STATES, type GiverEntry, type GiverState } from '@harambee/payments'
import { escapeControls } from '../escape.ts'
import { CommandFailure, UsageProblem } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { readLimit } from '../option-values.ts'
import { toIso } from '../payment-json.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { withEngine } from '../with-engine.ts'

interface ListWords {
  readonly campaign?: string
  readonly state?: string
  readonly limit?: string
}

export function addGiversCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'givers', 'Who is named on a campaign’s page: read, approve, hide')

  const list = addCommand(group, 'list', 'Givers who want to be named and have paid, newest first')
    .option('--campaign <slug>', 'of one campaign')
    .option('--state <state>', `only those ${GIVER_STATES.join(', ')}`)
    .option('--limit <number>', 'how many at most (100 unless told, 10000 at most)')
  withExamples(list, ['harambee givers list --state waiting', 'harambee givers list --campaign desks --json'])
  list.action(perform(call, listGivers))

  for (const [name, state, summary] of [
    ['approve', 'approved', 'Let everybody read what these givers wrote'],
    ['hide', 'hidden', 'Take these givers off the page, or keep them off it'],
  ] as const) {
    const command = addCommand(group, `${name} <donation...>`, summary)
    withExamples(command, [`harambee givers ${name} 0123456789abcdef0123456789abcdef`])
    command.action(
      perform(call, (invocation, _options: object, donations: string[]) => decide(invocation, donations, state)),
    )
  }
}

function listGivers(invocation: Invocation, words: ListWords): Promise<Report> {
  const { campaign = null } = words
  const state = readState(words.state)
  const limit = readLimit(words.limit)
  return withEngine(invocation, async engine => {
    const givers = await engine.givers.list({ campaign, state, limit })
    const lines = givers.length === 0 ? ['Nobody.'] : givers.flatMap(toLines)
    return { json: givers.map(toJson), lines }
  })
}

function toJson({ givenAtMs, mayShow: _, ...giver }: GiverEntry) {
  return { ...giver, givenAt: toIso(givenAtMs) }
}

function toLines(giver: GiverEntry): string[] {
  const amount = giver.showsAmount ? `${formatShillings(giver.amountKes)}, shown` : 'amount not shown'
  const quoted = (label: string, text: string | null) => (text === null ? [] : [`  ${label}: ${text}`])
  return [
    `${giver.donationId}  ${giver.state}  ${giver.campaign}  ${toEastAfricaClock(giver.givenAtMs)} EAT  ${amount}`,
    ...quoted('name', giver.name),
    ...quoted('in the name of', giver.tribute),
    ...quoted('message', giver.message),
  ].map(line => escapeControls(line))
}

async function decide(
  invocation: Invocation,
  donations: readonly string[],
  state: Exclude<GiverState, 'waiting'>,
): Promise<Report> {
  return withEngine(invocation, async engine => {
    const unknown: string[] = []
    for (const id of donations) if (!(await engine.givers.decide(id, state))) unknown.push(id)
    const done = donations.filter(id => !unknown.includes(id))
    if (unknown.length > 0) {
      throw new CommandFailure(
        'unknown',
        `No giver who wants to be named: ${unknown.map(id => id.slice(0, 40)).join(', ')}. See "harambee givers list".`,
        { done },
      )
    }
    return {
      json: { state, done },
      lines: [`${done.length === 1 ? 'One giver is' : `${done.length} givers are`} ${state}.`],
    }
  })
}

function readState(text: string | undefined): GiverState | null {
  if (text === undefined) return null
  const state = GIVER_STATES.find(one => one === text)
  if (state) return state
  throw new UsageProblem(`--state ${text.slice(0, 40)}: use ${GIVER_STATES.join(', ')}.`)
}
