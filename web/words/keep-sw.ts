// What the button says that keeps a receipt on the phone, in Kiswahili: the same places as keep-en.ts.

import type { keepEn } from './keep-en.ts'

export const keepSw: typeof keepEn = {
  keep: 'Hifadhi risiti hii kwenye simu hii',
  keepHint: 'Itaweza kusomwa bila mtandao, na yeyote aliye na simu hii.',
  kept: 'Risiti hii imehifadhiwa kwenye simu hii.',
  keepFailed: 'Haikuweza kuhifadhiwa kwa sasa. Anwani ya ukurasa huu inabaki ile ile.',
  clear: 'Iondoe kwenye simu hii',
  allKept: 'Risiti zilizo kwenye simu hii',
}
