// What is said about the light version, a missing network and receipts kept on the phone, in Kiswahili.

import type { lightEn } from './light-en.ts'

export const lightSw: typeof lightEn = {
  toLight: 'Toleo jepesi',
  toFull: 'Toleo kamili',
  showPicture: 'Onyesha picha',
  offline: 'Hakuna mtandao kwa sasa. Ulichotuma kiko salama, na ukurasa huu utaendelea wenyewe mtandao ukirudi.',
  offlinePage: 'Hakuna mtandao kwa sasa, kwa hivyo ukurasa huo hauwezi kuonyeshwa. Ulichotuma kiko salama.',
  keep: 'Hifadhi risiti hii kwenye simu hii',
  keepHint: 'Itaweza kusomwa bila mtandao, na yeyote aliye na simu hii.',
  kept: 'Risiti hii imehifadhiwa kwenye simu hii.',
  keepFailed: 'Haikuweza kuhifadhiwa kwa sasa. Anwani ya ukurasa huu inabaki ile ile.',
  clear: 'Iondoe kwenye simu hii',
  keptCopy: 'Nakala hii imehifadhiwa kwenye simu. Inaonyesha risiti ilivyokuwa ilipohifadhiwa.',
  allKept: 'Risiti zilizo kwenye simu hii',
  noneKept: 'Hakuna risiti iliyohifadhiwa kwenye simu hii.',
  clearAll: 'Ziondoe zote',
  toFrontDoor: 'Kwenye mchango',
}
