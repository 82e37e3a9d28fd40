// The campaign's picture, as it is stored: nothing resizes it, and its place is kept free before it comes.

import type { CampaignPicture } from '@harambee/payments'
import type { Language } from '../../../../words/languages.ts'

export function HeroPicture({ picture, language }: { readonly picture: CampaignPicture; readonly language: Language }) {
  return (
    // biome-ignore lint/performance/noImgElement: the optimiser is off, and every picture is small as it is
    <img
      className="hero"
      src={`/pictures/${picture.hash}`}
      width={picture.width}
      height={picture.height}
      alt={picture.alt[language]}
      decoding="async"
    />
  )
}
