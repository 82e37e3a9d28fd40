// What the newcomer's page of the demo says, in Kiswahili. A native reader should read it before a release.

import type { welcomeEn } from './welcome-en.ts'

export const welcomeSw: typeof welcomeEn = {
  title: 'Karibu Harambee',
  lead: 'Ukurasa wa michango wa shirika, simu ya mtoaji, na taarifa za Safaricom: pamoja, kwenye mashine hii.',
  coach: ['Bonyeza Toa.', 'Andika 1234 kwenye simu.', 'Tazama risiti na taarifa zikifika.'],
  page: 'Ukurasa wa michango',
  phone: 'Simu ya mtoaji',
  callbacks: 'Taarifa kutoka Safaricom',
  noCallbacks: 'Bado hakuna. Ya kwanza hufika mtu anapojibu ombi.',
  stories: 'Sasa iharibu',
  storiesText: 'Kila kimoja hutoa KSh 500 kutoka simu nyingine na kuacha mambo yaharibike kwa namna yake.',
  story: {
    cancel: 'Futa',
    'wrong-pin': 'PIN si sahihi',
    'lose-callback': 'Poteza taarifa',
    'send-twice': 'Itume mara mbili',
  },
  told: {
    cancel:
      'Mtoaji anabonyeza Cancel. Safaricom inatoa nambari 1032; malipo hayafaulu, vitabu vinabaki vilivyokuwa, na mtoaji anaweza kutuma ombi tena.',
    'wrong-pin':
      'Mtoaji anaandika PIN isiyo sahihi. Safaricom inatoa nambari 2001; hakuna pesa iliyokatwa, na ukurasa unaeleza jinsi ya kufungua M-PESA.',
    'lose-callback':
      'Mtoaji analipa, lakini taarifa haifiki. Sekunde ishirini baada ya ombi injini inaiuliza Safaricom yenyewe, inajua kuwa imelipwa, na kuhesabu mchango; nambari ya risiti inafuata.',
    'send-twice':
      'Mtoaji analipa, na Safaricom inatoa taarifa mara mbili. Ya kwanza inakamilisha mchango, ya pili inatambuliwa kuwa ile ile: risiti moja, mchango mmoja.',
  },
  verdict: {
    none: 'imehifadhiwa, inasomwa',
    applied: 'imetumika',
    duplicate: 'ile ile tena: imehesabiwa mara moja',
    waiting: 'inasubiri uthibitisho',
    late: 'imechelewa, bado imehesabiwa',
    unmatched: 'hailingani na malipo yetu yoyote',
    unreadable: 'haisomeki, imehifadhiwa ilivyo',
    contradiction: 'inapingana na tunachojua: mtu anaangalia',
  },
  callbackPaid: (amount, receipt) => `${amount} imelipwa, risiti ${receipt}`,
  callbackFailed: code => `haijalipwa, nambari ${code}`,
  callbackOther: 'taarifa ya aina nyingine',
  startOver: 'Anza upya',
}
