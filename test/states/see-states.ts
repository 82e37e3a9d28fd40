// Looks at states in both languages at once, in two browsers of the giver's.

import type { Browser, Page } from 'playwright-core'
import type { World } from './open-world.ts'
import { openViewer, type Viewer, type ViewerOptions } from './show-state.ts'
import { LANGUAGES, type Language, type State } from './state.ts'

export interface Eyes {
  /** Brings both browsers into a state, and looks. */
  see(state: State, look: (page: Page, language: Language, viewer: Viewer) => Promise<void>): Promise<void>
}

/** @param options.hasScripts whether pages run their scripts; states that need them are seen with them anyway */
export async function openEyes(
  browser: Browser,
  world: World,
  options: Omit<ViewerOptions, 'language'>,
): Promise<Eyes> {
  const open = (hasScripts: boolean) =>
    Promise.all(
      LANGUAGES.map(async language => {
        const viewer = await openViewer(browser, world, { ...options, language, hasScripts })
        return { language, viewer }
      }),
    )
  const opened = new Map<boolean, ReturnType<typeof open>>()

  return {
    async see(state, look) {
      const hasScripts = state.scripts === undefined ? options.hasScripts : state.scripts === 'needed'
      opened.set(hasScripts, opened.get(hasScripts) ?? open(hasScripts))
      const viewers = (await opened.get(hasScripts)) ?? []
      const scene = await state.prepare(world)
      const isShared = scene.meanwhile === undefined && scene.act === undefined
      // What is changed under the eyes of one browser has to be made anew for the other.
      for (const group of isShared ? [viewers] : viewers.map(one => [one])) {
        const shown = group === viewers || group[0] === viewers[0] ? scene : await state.prepare(world)
        await Promise.all(group.map(async ({ language, viewer }) => look(await viewer.show(shown), language, viewer)))
        await shown.after?.()
      }
    },
  }
}
