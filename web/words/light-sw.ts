// What is said about the light version, a missing network and receipts kept on the phone, in Kiswahili.

import { frameSw } from './frame-sw.ts'
import { keepSw } from './keep-sw.ts'
import type { lightEn } from './light-en.ts'

export const lightSw: typeof lightEn = {
  ...frameSw.light,
  ...keepSw,
  showPicture: 'Onyesha picha',
  offlinePage: 'Hakuna mtandao kwa sasa, kwa hivyo ukurasa huo hauwezi kuonyeshwa. Ulichotuma kiko salama.',
  keptCopy: 'Nakala hii imehifadhiwa kwenye simu. Inaonyesha risiti ilivyokuwa ilipohifadhiwa.',
  noneKept: 'Hakuna risiti iliyohifadhiwa kwenye simu hii.',
  clearAll: 'Ziondoe zote',
  toFrontDoor: 'Kwenye mchango',
}
