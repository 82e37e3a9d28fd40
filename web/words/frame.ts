// What stands round every page, in both languages: so that neither has to travel with every page.

import { frameEn } from './frame-en.ts'
import { frameSw } from './frame-sw.ts'
import type { Language } from './languages.ts'

export const FRAME_WORDS: Readonly<Record<Language, typeof frameEn>> = { en: frameEn, sw: frameSw }
