// `harambee prompts stop|allow|show`: phones whose owner wants no prompts.

import { maskPhoneNumber, type PhoneNumber } from '@harambee/daraja'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { readPhoneNumber } from '../typed-values.ts'
import { withEngine } from '../with-engine.ts'

interface PhoneOption {
  readonly phone: string
}

export function addPromptsCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'prompts', 'Stop prompts to a phone, or allow them again')

  const stop = addCommand(group, 'stop', 'Send this phone no more prompts').requiredOption(
    '--phone <number>',
    'whose owner wants none',
  )
  withExamples(stop, ['harambee prompts stop --phone 0712345678'])
  stop.action(perform(call, stopPrompts))

  const allow = addCommand(group, 'allow', 'Prompts may be sent to this phone again').requiredOption(
    '--phone <number>',
    'whose owner has told you so',
  )
  withExamples(allow, ['harambee prompts allow --phone 0712345678'])
  allow.action(perform(call, allowPrompts))

  const show = addCommand(group, 'show', 'Whether prompts to this phone are stopped').requiredOption(
    '--phone <number>',
    'which phone',
  )
  withExamples(show, ['harambee prompts show --phone 0712345678 --json'])
  show.action(perform(call, showPrompts))
}

function stopPrompts(invocation: Invocation, options: PhoneOption): Promise<Report> {
  const phoneNumber = readPhoneNumber(options.phone)
  return withEngine(invocation, async engine => {
    await engine.promptStops.stop(phoneNumber, null)
    return toReport(phoneNumber, true, 'gets no more prompts; its owner can still give by PayBill')
  })
}

function allowPrompts(invocation: Invocation, options: PhoneOption): Promise<Report> {
  const phoneNumber = readPhoneNumber(options.phone)
  return withEngine(invocation, async engine => {
    const wasStopped = await engine.promptStops.allow(phoneNumber)
    const said = wasStopped ? 'may be prompted again' : 'was not stopped: it may be prompted as before'
    return toReport(phoneNumber, false, said)
  })
}

function showPrompts(invocation: Invocation, options: PhoneOption): Promise<Report> {
  const phoneNumber = readPhoneNumber(options.phone)
  return withEngine(invocation, async engine => {
    const isStopped = await engine.promptStops.has(phoneNumber)
    return toReport(phoneNumber, isStopped, isStopped ? 'gets no prompts' : 'may be prompted')
  })
}

function toReport(phoneNumber: PhoneNumber, isStopped: boolean, said: string): Report {
  const masked = maskPhoneNumber(phoneNumber)
  return { json: { phoneNumber: masked, isStopped }, lines: [`${masked} ${said}.`] }
}
