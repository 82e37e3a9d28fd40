// `harambee callbacks parse`: what recorded payloads say, without a database or a network.

import { type Callback, explainResultCode, formatShillings } from '@harambee/daraja'
import { toCallbackJson } from '../callbacks/callback-json.ts'
import { readPayloads } from '../callbacks/split-payloads.ts'
import { escapeControls } from '../escape.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { addCommand, addGroup, type Command, withExamples } from '../program.ts'
import { readInput } from '../read-input.ts'

export function addCallbacksCommands(program: Command, call: Call): void {
  const group = addGroup(program, 'callbacks', 'Read payloads Daraja has sent')
  const parse = addCommand(group, 'parse <file...>', 'Say what recorded payloads hold; any bytes are fine')
  withExamples(parse, [
    'harambee callbacks parse body.json --json',
    'harambee callbacks parse monday.log tuesday.log    # one payload a line',
    'curl -s … | harambee callbacks parse -             # from stdin',
  ])
  parse.action(perform(call, (invocation, _options: object, files: string[]) => parseFiles(invocation, files)))
}

async function parseFiles({ terminal }: Invocation, files: readonly string[]): Promise<Report> {
  const callbacks: Callback[] = []
  for (const file of files) {
    for (const callback of readPayloads(await readInput(terminal, file))) callbacks.push(callback)
  }
  const [only] = callbacks
  const isOne = only !== undefined && callbacks.length === 1 && files.length === 1
  return {
    json: isOne ? toCallbackJson(only) : callbacks.map(toCallbackJson),
    lines: callbacks.map(toLine),
  }
}

function toLine(callback: Callback): string {
  const { kind, checkoutRequestId, receiptNumber, amountKes, resultCode, accountReference, problems } = callback
  const facts = [
    kind,
    resultCode === null ? null : `code ${resultCode}: ${explainResultCode(resultCode).meaning}`,
    amountKes === null ? null : formatShillings(amountKes),
    receiptNumber === null ? null : `receipt ${receiptNumber}`,
    accountReference === null ? null : `account ${accountReference}`,
    checkoutRequestId,
    problems.length === 0 ? null : `problems: ${problems.join('; ')}`,
  ]
  return facts
    .filter(fact => fact !== null)
    .map(escapeControls)
    .join(' · ')
}
