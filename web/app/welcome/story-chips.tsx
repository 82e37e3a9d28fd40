'use client'

// The stories to replay, as plain buttons of a form that aims at the frame with the donation page. Without JavaScript all
// of them say what they do; with it, the one that was pressed.

import { useEffect, useState } from 'react'

export interface StoryChip {
  readonly story: string
  readonly name: string
  /** What happens, and how the books react. */
  readonly told: string
}

export function StoryChips({ chips }: { readonly chips: readonly StoryChip[] }) {
  const [pressed, setPressed] = useState<string | null>(null)
  const [isReady, setIsReady] = useState(false)
  useEffect(() => setIsReady(true), [])
  const told = chips.filter(({ story }) => !isReady || story === pressed)
  return (
    <form method="post" action="/welcome/replay" target="page" className="stories">
      <p className="story-chips">
        {chips.map(({ story, name }) => (
          <button
            key={story}
            type="submit"
            name="story"
            value={story}
            className="button button-plain"
            onClick={() => setPressed(story)}
          >
            {name}
          </button>
        ))}
      </p>
      <div role="status">
        {told.map(({ story, name, told }) => (
          <p key={story} className="story-told">
            <strong>{name}.</strong> {told}
          </p>
        ))}
      </div>
    </form>
  )
}
