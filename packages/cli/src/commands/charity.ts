// `harambee charity set` and `charity show`: who the charity is, in law.

import { type Charity, parseCharity } from '@harambee/payments'
import { readJsonFile } from '../campaign-file.ts'
import { escapeControls } from '../escape.ts'
import { CommandFailure } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { toNumberedList } from '../settings.ts'
import { withEngine } from '../with-engine.ts'

export function addCharityCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'charity', 'Who the charity is, in law: what pages, posters and receipts name')

  const set = addCommand(
    group,
    'set <file>',
    'Say it, from a JSON file (- for stdin), in place of what was said before',
  )
  withExamples(set, [
    'harambee charity set charity.json',
    'harambee charity show --json > charity.json && harambee charity set charity.json',
  ])
  set.action(perform(call, (invocation, _options: object, file: string) => setCharity(invocation, file)))

  const show = addCommand(group, 'show', 'What is said; with --json what set takes')
  withExamples(show, ['harambee charity show', 'harambee charity show --json'])
  show.action(perform(call, showCharity))
}

async function setCharity(invocation: Invocation, file: string): Promise<Report> {
  const parsed = parseCharity(await readJsonFile(invocation.terminal, file, 'invalid-charity'))
  if ('problems' in parsed) {
    const { problems } = parsed
    throw new CommandFailure('invalid-charity', toNumberedList(file, problems), { problems })
  }
  return withEngine(invocation, async engine => {
    await engine.setCharity(parsed.charity)
    return { json: parsed.charity, lines: toLines(parsed.charity) }
  })
}

function showCharity(invocation: Invocation): Promise<Report> {
  return withEngine(invocation, async engine => {
    const charity = await engine.findCharity()
    if (charity) return { json: charity, lines: toLines(charity) }
    throw new CommandFailure('unknown', 'Nobody has said yet who the charity is: "harambee charity set FILE.json".')
  })
}

function toLines({ legalName, registrationNumber, kraPin, exemption, address, ...ways }: Charity): string[] {
  return [
    legalName,
    `Registration: ${registrationNumber}`,
    `KRA PIN: ${kraPin}`,
    exemption
      ? `Tax exemption: ${exemption.certificateNumber}, until ${exemption.validUntil}`
      : 'No tax exemption certificate.',
    `Address: ${address.join(', ')}`,
    `E-mail: ${ways.email ?? '—'}  Phone: ${ways.phone ?? '—'}  WhatsApp: ${ways.whatsapp ?? '—'}`,
  ].map(line => escapeControls(line))
}
