// What a state of a donor's page is: a name, and what has to happen in the world so that a browser sees it.

import type { Page } from 'playwright-core'
import type { World } from './open-world.ts'

export const LANGUAGES = ['en', 'sw'] as const
export type Language = (typeof LANGUAGES)[number]

/** Where a browser goes, and what it does there. */
export interface Scene {
  readonly path: string
  /** Another site than the main one. */
  readonly site?: string
  /** A browser that has given nothing; the main one has given everything. */
  readonly isStranger?: boolean
  /** The address it comes from, as the proxy says. */
  readonly from?: string
  /** Asked for in its light version. */
  readonly isLight?: boolean
  /** Which form of the page is filled in; the one to give with, unless told. */
  readonly form?: string
  /** Fields of the page's form, which is then sent with its own button. `amount` is a radio, or anything for the other amount. */
  readonly typed?: Readonly<Record<string, string>>
  /** Everything that matters is typed, so that the form left by the state before will do. */
  readonly mayReuseForm?: boolean
  /** What happens between reading the form and sending it. */
  meanwhile?(): Promise<void>
  /** What else a browser has to do, with scripts. */
  act?(page: Page): Promise<void>
  /** Puts right what would be in the way of other states. */
  after?(): Promise<void>
}

export interface State {
  /** kebab-case: the name of its picture and of its place among the sentences. */
  readonly name: string
  /** What somebody reading the list wants to know. */
  readonly about: string
  /** Told by code or fault like another state: it has sentences, and no picture of its own. */
  readonly isWordsOnly?: boolean
  /** Only there with scripts, or only without; else either way. */
  readonly scripts?: 'needed' | 'off'
  /** Makes it so. Called right before it is looked at: most states pass. */
  prepare(world: World): Promise<Scene>
}
