// What stands round every page, in Kiswahili: the same places as frame-en.ts.

import type { frameEn } from './frame-en.ts'

export const frameSw: typeof frameEn = {
  site: {
    chooseLanguage: 'Lugha',
    demoMark: 'Mfano',
    demoText: 'Si pesa halisi',
    sandboxMark: 'Jaribio',
    sandboxText: 'Majaribio ya Safaricom, si pesa halisi',
    footer: charity => `Kila mchango huenda moja kwa moja kwa ${charity} kupitia M-PESA.`,
    runsOn: 'Tovuti hii iko kwenye seva ya shirika lenyewe, kwa Harambee, programu huria.',
    stopPrompts: 'Umepata ombi ambalo hukuliomba?',
  },
  light: {
    toLight: 'Toleo jepesi',
    toFull: 'Toleo kamili',
    offline: 'Hakuna mtandao kwa sasa. Ulichotuma kiko salama, na ukurasa huu utaendelea wenyewe mtandao ukirudi.',
  },
}
