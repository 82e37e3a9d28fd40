// One call of the command: what every command is handed, and how what it answers is printed.

import type { Command } from 'commander'
import { escapeControlsInLines, toJsonText } from './escape.ts'
import { CommandFailure, EXIT_DONE, EXIT_FAILED, EXIT_USAGE, type ExitCode, UsageProblem } from './failure.ts'
import type { Terminal } from './terminal.ts'

export interface Invocation {
  readonly terminal: Terminal
  /** The project's folder. */
  readonly root: string
  /** Exactly one JSON value goes to stdout. */
  readonly isJson: boolean
}

/** What a command answers. */
export interface Report {
  /** With `--json`. */
  readonly json: unknown
  /** Without it: lines for a person, controls in data escaped already. */
  readonly lines: readonly string[]
  /** false: exit code 1. Left out: true. */
  readonly isOk?: boolean
}

/** A command that runs until it is stopped prints for itself and answers with its exit code. */
export type Outcome = Report | ExitCode

/** Carries the exit code out of commander's callbacks. */
export interface Call {
  readonly terminal: Terminal
  readonly root: string
  exitCode: ExitCode
}

/** The commander action for a command's work: run it, print what it answers or what went wrong. */
export function perform<Arguments extends unknown[], Options extends object>(
  call: Call,
  work: (invocation: Invocation, options: Options, ...operands: Arguments) => Promise<Outcome>,
) {
  return async (...given: unknown[]): Promise<void> => {
    // Commander hands over the operands, then the options, then the command.
    const command = given.at(-1) as Command
    const operands = given.slice(0, -2) as Arguments
    const options = command.optsWithGlobals<Options & { json?: boolean }>()
    const invocation = { terminal: call.terminal, root: call.root, isJson: options.json === true }
    try {
      call.exitCode = printOutcome(invocation, await work(invocation, options, ...operands))
    } catch (error) {
      call.exitCode = printFailure(invocation, error)
    }
  }
}

function printOutcome({ terminal, isJson }: Invocation, outcome: Outcome): ExitCode {
  if (typeof outcome === 'number') return outcome
  if (isJson) terminal.out(toJsonText(outcome.json, terminal.isInteractive))
  else for (const line of outcome.lines) terminal.out(line)
  return outcome.isOk === false ? EXIT_FAILED : EXIT_DONE
}

/** Prints what went wrong; of a bug the stack as well. */
export function printFailure({ terminal, isJson }: Omit<Invocation, 'root'>, error: unknown): ExitCode {
  if (error instanceof UsageProblem) {
    printError(terminal, isJson, 'usage', error.message, {})
    return EXIT_USAGE
  }
  if (error instanceof CommandFailure) {
    printError(terminal, isJson, error.code, error.message, error.facts)
    return EXIT_FAILED
  }
  const message = error instanceof Error ? error.message : String(error)
  printError(terminal, isJson, 'unforeseen', message, {})
  if (error instanceof Error && error.stack) terminal.err(terminal.paint.dim(escapeControlsInLines(error.stack)))
  return EXIT_FAILED
}

function printError(
  terminal: Terminal,
  isJson: boolean,
  code: string,
  message: string,
  facts: Readonly<Record<string, unknown>>,
): void {
  if (isJson) terminal.out(toJsonText({ ...facts, error: { code, message } }, terminal.isInteractive))
  else terminal.err(`${terminal.paint.red('✗')} ${escapeControlsInLines(message)}`)
}
