// Makumbusho ya kutoa tena, na ukurasa wake, kwa Kiswahili.

import type { pledgeEn } from './pledge-en.ts'

export const pledgeSw: typeof pledgeEn = {
  legend: 'Nikumbushe kutoa tena',
  none: 'Hapana, mara hii tu',
  monthly: 'Kila mwezi, tarehe',
  dayLabel: 'Tarehe ya mwezi',
  once: 'Mara moja, tarehe',
  dateLabel: 'Siku ya kumbusho',
  by: 'Kwa',
  channel: { sms: 'ujumbe wa SMS', email: 'barua pepe' },
  promise:
    'Hakuna kinachokatwa chenyewe: unapata kiungo, na ombi huja ukibonyeza kitufe hapo tu. Bonyeza mara moja kuliacha kabisa.',
  ratiba: 'Au M-PESA ifanye yenyewe: *334# → Ratiba.',
  problem: {
    'no-email': 'Andika barua pepe yako, ili tukukumbushe huko.',
    'no-day': 'Chagua tarehe kati ya 1 na 28.',
    'no-date': 'Chagua siku kuanzia kesho, isizidi mwaka mmoja.',
  },
  title: 'Kumbusho lako',
  heading: (amount, campaign) => `Toa ${amount} kwa “${campaign}”?`,
  from: phone => `Ombi litaenda kwa ${phone}. PIN yako ndiyo inayoamua.`,
  send: 'Tuma ombi',
  given: 'Asante. Mchango wa kumbusho hili umefika.',
  open: 'Ombi limetumwa.',
  notPaid: 'Ombi la mwisho halikulipwa. Unaweza kulituma tena.',
  toGift: 'Tazama mchango',
  nextMonthly: day => `Kumbusho linalofuata ni tarehe ${day}.`,
  onlyOne: 'Hili lilikuwa kumbusho pekee.',
  pausedHeading: 'Kumbusho lako limesimama.',
  pausedText: 'Hakuna kitakachotumwa hadi uliendeleze.',
  stoppedHeading: 'Kumbusho lako limeachwa kabisa.',
  stoppedText: 'Tumesahau nambari yako kwa ajili yake. Asante kwa ulichotoa.',
  endedHeading: 'Mchango huu umefungwa.',
  endedText: 'Hakuna kumbusho litakalotumwa wakati umefungwa.',
  change: 'Badilisha kiasi',
  amountLabel: 'Kiasi kwa shilingi',
  save: 'Hifadhi',
  pause: 'Simamisha',
  resume: 'Endelea',
  stop: 'Acha kabisa',
  failed: {
    'prompt-open':
      'Kuna ombi kwenye simu hii sasa hivi. Limalize au lifute, kisha bonyeza tena baada ya dakika moja na nusu.',
    limit: 'Kwa sasa hatuwezi kutuma ombi lingine kwa nambari hii. Tafadhali jaribu tena baadaye.',
    amount: 'Kiasi hicho hakiwezi kutolewa hapa.',
    other: 'Imeshindikana kwa sasa, na hakuna kilichotumwa. Tafadhali jaribu tena baada ya dakika moja.',
  },
}
