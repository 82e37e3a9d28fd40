// What a waiting page says by the clock, in Kiswahili: the same places as waiting-clock-en.ts.

import type { waitingClockEn } from './waiting-clock-en.ts'

export const waitingClockSw: typeof waitingClockEn = {
  heading: {
    sending: 'Tunatuma ombi kwenye simu yako',
    'enter-pin': 'Sasa angalia simu yako. Weka PIN yako ya M-PESA.',
    'still-waiting': 'Bado tunasubiri M-PESA',
    checking: 'Tunauliza M-PESA',
    unknown: 'Bado hatujajua. Pesa yako iko salama.',
    'being-checked': 'Mchango wako unathibitishwa na M-PESA',
  },
  title: {
    sending: amount => `Inatuma · ${amount}`,
    'enter-pin': amount => `Weka PIN · ${amount}`,
    'still-waiting': amount => `Tunasubiri · ${amount}`,
    checking: amount => `Tunauliza · ${amount}`,
    unknown: amount => `Bado haijulikani · ${amount}`,
    'being-checked': amount => `Unathibitishwa · ${amount}`,
  },
  help: {
    sending: 'Huchukua sekunde chache.',
    'enter-pin': '',
    'still-waiting':
      'Unaweza kuondoka kwenye ukurasa huu. Anwani yake itaendelea kufanya kazi, na itakuwa risiti yako.',
    checking:
      'Ombi limeshafungwa, na tunaiuliza M-PESA lilivyoishia. Ikiwa umepata ujumbe wa M-PESA, huhitaji kufanya kitu kingine.',
    unknown:
      'Ikiwa M-PESA iliichukua tutaipata, kwa kawaida ndani ya dakika chache na kwa vyovyote ndani ya siku moja. Ukurasa huu utakuwa risiti yako. Tafadhali usilipe tena kwa sasa.',
    'being-checked':
      'Tumeambiwa kwamba imelipwa, na M-PESA lazima ithibitishe kabla ya kuhesabiwa. Huchukua dakika chache tu. Tafadhali usilipe tena.',
  },
  hint: 'Hujaona ombi? Fungua simu na ufunge menyu nyingine za M-PESA. Mtandao ukiwa wa polepole huweza kuchukua sekunde 30.',
  steps: 'Mchango wako ulipofika',
  stepSent: 'Ombi limetumwa',
  stepPin: 'PIN yako, kwenye simu yako',
  stepConfirm: 'M-PESA inathibitisha',
  stepReceipt: 'Risiti',
  stepDone: 'tayari',
  stepNow: 'sasa',
  stepLater: 'bado',
  neverPin: 'Usiandike PIN yako kwenye tovuti kamwe. Iweke kwenye simu yako tu.',
  phoneCaption: 'Ombi kwenye simu yako',
  phoneQuestion: (amount, charity, account) =>
    account === null ? `Pay ${amount} to ${charity}` : `Pay ${amount} to ${charity}, account ${account}`,
  phonePin: 'Enter M-PESA PIN:',
  phoneCancel: 'Cancel',
  phoneOk: 'OK',
  from: phone => `kutoka ${phone}`,
  wrongNumber: 'Nambari si sahihi?',
  check: 'Angalia sasa',
  checkHelp: 'Huiuliza M-PESA mara nyingine.',
  refreshing: 'Ukurasa huu hujiangalia wenyewe kila sekunde 8.',
  stopRefreshing: 'Acha kujiangalia',
}
