// What all commands have in common: `--json`, examples before anything else in the help, and usage problems as values.

import type { Command } from 'commander'

/** Examples come first in the help: most people read no further. */
export function withExamples(command: Command, examples: readonly string[]): Command {
  return command.addHelpText('before', `Examples:\n${examples.map(example => `  ${example}`).join('\n')}\n`)
}

/** A new command below `parent` that can answer in JSON. */
export function addCommand(parent: Command, nameAndArguments: string, summary: string): Command {
  return parent
    .command(nameAndArguments)
    .summary(summary)
    .description(summary)
    .option('--json', 'print one JSON value on stdout')
}

/** A command that only groups others. */
export function addGroup(parent: Command, name: string, summary: string): Command {
  return parent.command(name).summary(summary).description(summary)
}

export type { Command }
