// `GET /manifest.webmanifest`: what a phone needs to know to put the site beside its apps.

import type { Language } from '../../words/languages.ts'

interface Icon {
  readonly src: string
  /** Beside this file; drawn from the `.svg` of the same name. */
  readonly file: string
  readonly size: number
  /** `maskable`: the phone cuts its own shape out of it, so the grain stands small in the middle. */
  readonly purpose: 'any' | 'maskable'
}

export const ICONS: readonly Icon[] = [
  { src: '/icons/grain-192.png', file: 'grain-192.png', size: 192, purpose: 'any' },
  { src: '/icons/grain-512.png', file: 'grain-512.png', size: 512, purpose: 'any' },
  { src: '/icons/maskable-512.png', file: 'maskable-512.png', size: 512, purpose: 'maskable' },
]

/** What fits under an icon. */
const MAX_SHORT_NAME = 12
const OUR_NAME = 'Harambee'

/**
 * The manifest. `minimal-ui`: a page people trust with their money shows whose it is, so the address stays to be seen.
 * @param charity whose site it is; null where no campaign says so
 */
export function toManifest(charity: string | null, language: Language): string {
  const name = charity ?? OUR_NAME
  return JSON.stringify({
    id: '/',
    name,
    short_name: name.length <= MAX_SHORT_NAME ? name : OUR_NAME,
    lang: language,
    dir: 'ltr',
    start_url: '/',
    scope: '/',
    display: 'minimal-ui',
    theme_color: '#fbf6ec',
    background_color: '#fbf6ec',
    icons: ICONS.map(({ src, size, purpose }) => ({ src, purpose, sizes: `${size}x${size}`, type: 'image/png' })),
  })
}
