// Names the Server Action a form posts to. Writing the field ourselves, rather than `<form action={donate}>`, keeps the
// form plain HTML: the browser sends it itself, with or without JavaScript, before or after hydration, and a bad network
// shows its own page instead of an error of ours.

import { donate } from '../../app/(donor)/give/[campaign]/donate.action.ts'

export function ActionField() {
  return <input type="hidden" name={toActionName()} />
}

/** React names an action without arguments by its id in a hidden field of this name. */
export function toActionName(): string {
  const { $$id } = donate as unknown as { $$id: string }
  return `$ACTION_ID_${$$id}`
}
