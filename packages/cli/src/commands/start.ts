// `harambee start`, which is `npm start`: everything on this machine, without a question asked.

import { type Call, perform } from '../invocation.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { start } from '../start/start.ts'

export function addStartCommand(program: Command, call: Call): void {
  const command = addCommand(
    program,
    'start',
    'Build, migrate and run everything: site, engine, and in the demo a simulator',
  )
  withExamples(command, ['harambee start', 'PORT=3100 CALLBACK_PORT=3101 SIMULATOR_PORT=4110 harambee start'])
  command.action(perform(call, start))
}
