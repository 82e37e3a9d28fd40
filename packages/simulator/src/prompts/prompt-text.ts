// What a prompt says on the phone's screen.

import { toReadableAmount } from '../money.ts'
import type { Prompt } from '../tables.ts'

/** A phone shows no more than this; a longer text makes the push fail with result code 1025. */
export const MAX_PROMPT_TEXT_LENGTH = 182

/** `Pay KSh 500 to TUMAINI TRUST, account MADARASA`. */
export function toPromptText(prompt: Pick<Prompt, 'amountKes' | 'accountReference'>, organisationName: string): string {
  return `Pay ${toReadableAmount(prompt.amountKes)} to ${organisationName}, account ${prompt.accountReference}`
}
