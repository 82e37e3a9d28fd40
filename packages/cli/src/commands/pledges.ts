// `harambee pledges list` and `stop`: who wants to be reminded to give again, and when.

import { formatShillings } from '@harambee/daraja'
import { PLEDGE_STATES, type Pledge, type PledgeState } from '@harambee/payments'
import { escapeControls } from '../escape.ts'
import { CommandFailure, UsageProblem } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { readLimit } from '../option-values.ts'
import { toIso } from '../payment-json.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { withEngine } from '../with-engine.ts'

export function addPledgesCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'pledges', 'Who wants to be reminded to give again')

  const list = addCommand(group, 'list', 'Pledges, newest first')
    .option('--state <state>', `only those ${PLEDGE_STATES.join(', ')}`)
    .option('--limit <number>', 'how many at most (100 unless told, 10000 at most)')
  withExamples(list, ['harambee pledges list --state active', 'harambee pledges list --json'])
  list.action(perform(call, listPledges))

  const stop = addCommand(group, 'stop <pledge>', 'Stop one for ever, for somebody who asked')
  withExamples(stop, ['harambee pledges stop 7K2QX4M9RTW3ZD5H'])
  stop.action(perform(call, (invocation, _words: object, id: string) => stopPledge(invocation, id)))
}

function listPledges(invocation: Invocation, words: { state?: string; limit?: string }): Promise<Report> {
  const state = readState(words.state)
  const limit = readLimit(words.limit)
  return withEngine(invocation, async ({ pledges }) => {
    const found = await pledges.list({ state, limit })
    return { json: found.map(toPledgeJson), lines: found.length === 0 ? ['None.'] : found.map(toLine) }
  })
}

function stopPledge(invocation: Invocation, typed: string): Promise<Report> {
  const id = typed.slice(0, 40).toUpperCase()
  return withEngine(invocation, async ({ pledges }) => {
    if (await pledges.stopFor(id)) {
      return { json: { id, state: 'stopped' }, lines: ['It has stopped, and its number and address are forgotten.'] }
    }
    throw new CommandFailure('unknown', `No pledge ${escapeControls(id)} goes on. See "harambee pledges list".`)
  })
}

/** Numbers masked, and no address: the whole of it stands in `donor export`. */
export function toPledgeJson(pledge: Pledge) {
  const { id, donationId, campaign, amountKes, channel, dayOfMonth, onDate, language, state, nextOn, remindedOn } =
    pledge
  return {
    ...{ id, donationId, campaign, amountKes, channel, dayOfMonth, onDate, language, state, nextOn, remindedOn },
    phoneNumber: pledge.contact === null ? null : pledge.phoneMasked,
    createdAt: toIso(pledge.createdAtMs),
  }
}

function toLine(pledge: Pledge): string {
  const when = pledge.dayOfMonth === null ? `on ${pledge.onDate}` : `every month on day ${pledge.dayOfMonth}`
  const next = pledge.nextOn === null ? '' : `, next ${pledge.nextOn}`
  const amount = formatShillings(pledge.amountKes)
  return escapeControls(
    `${pledge.id}  ${pledge.state}  ${amount} for ${pledge.campaign} ${when} by ${pledge.channel}${next}`,
  )
}

function readState(text: string | undefined): PledgeState | null {
  if (text === undefined) return null
  const state = PLEDGE_STATES.find(one => one === text)
  if (state) return state
  throw new UsageProblem(`--state ${text.slice(0, 40)}: use ${PLEDGE_STATES.join(', ')}.`)
}
