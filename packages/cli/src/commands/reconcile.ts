// `harambee reconcile`: asks Daraja now about every payment whose outcome is open.

import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { withEngine } from '../with-engine.ts'

export function addReconcileCommand(program: Command, call: Call): void {
  const command = addCommand(program, 'reconcile', 'Ask Daraja now about every open payment, due or not')
  withExamples(command, ['harambee reconcile', 'harambee reconcile --json'])
  command.action(perform(call, reconcile))
}

function reconcile(invocation: Invocation): Promise<Report> {
  return withEngine(invocation, async engine => {
    const { asked, succeeded, failed, stillUnknown, review } = await engine.reconciler.askAll()
    return {
      json: { asked, succeeded, failed, stillUnknown, review },
      lines: [
        `Asked about ${asked}: ${succeeded} paid, ${failed} not paid, ${stillUnknown} still unknown, ${review} for a person to look at.`,
        ...(review > 0 ? ['See "harambee payments list --status review".'] : []),
      ],
    }
  })
}
