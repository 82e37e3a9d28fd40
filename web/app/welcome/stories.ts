// The stories `/welcome` replays: a gift that goes wrong in one way, so that a newcomer sees how the page and the books
// react.

export const STORIES = ['cancel', 'wrong-pin', 'lose-callback', 'send-twice'] as const
export type Story = (typeof STORIES)[number]

/** How each is played on the simulator: what the giver does, and the weather at Safaricom while they do it. */
export const STORY_PLAYS: Readonly<
  Record<Story, { readonly action: 'pay' | 'cancel' | 'wrong-pin'; readonly faults: Readonly<Record<string, number>> }>
> = {
  cancel: { action: 'cancel', faults: {} },
  'wrong-pin': { action: 'wrong-pin', faults: {} },
  'lose-callback': { action: 'pay', faults: { callbackLost: 1 } },
  'send-twice': { action: 'pay', faults: { callbackDuplicated: 1 } },
}

/** True for the name of a story. */
export function isStory(value: unknown): value is Story {
  return STORIES.some(story => story === value)
}
