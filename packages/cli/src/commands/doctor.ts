// `harambee doctor`: names what is wrong, and what to do about it.

import type { Check } from '../doctor/check.ts'
import { examine } from '../doctor/examine.ts'
import { escapeControls } from '../escape.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { addCommand, type Command, withExamples } from '../program.ts'

export function addDoctorCommand(program: Command, call: Call): void {
  const command = addCommand(program, 'doctor', 'Look for what is wrong with the set-up, and say what to do')
  withExamples(command, ['harambee doctor', 'harambee doctor --json'])
  command.action(perform(call, doctor))
}

async function doctor({ root, terminal }: Invocation): Promise<Report> {
  const { paint } = terminal
  const checks = await examine(root, terminal.environment)
  const wrong = checks.filter(check => !check.ok)
  return {
    json: { ok: wrong.length === 0, checks },
    isOk: wrong.length === 0,
    lines: [
      ...checks.flatMap(check => toLines(check, paint)),
      '',
      wrong.length === 0
        ? paint.green('Nothing is wrong.')
        : paint.red(wrong.length === 1 ? 'One thing is wrong.' : `${wrong.length} things are wrong.`),
    ],
  }
}

function toLines({ name, ok, message, fix }: Check, paint: Invocation['terminal']['paint']): string[] {
  const mark = ok ? paint.green('✓') : paint.red('✗')
  const lines = [`${mark} ${name.padEnd(21)} ${escapeControls(message)}`]
  if (fix !== null) lines.push(`  ${' '.repeat(21)} ${paint.bold('→')} ${escapeControls(fix)}`)
  return lines
}
