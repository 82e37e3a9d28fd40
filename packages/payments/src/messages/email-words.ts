// What e-mails to givers say, in both languages; the compiler keeps them alike. The giver's own words stand in none of them:
// anybody may type anybody's address.

import type { Language } from '../languages.ts'

const en = {
  eastAfricaTime: 'East Africa Time',
  receiptSubject: (amount: string, serial: string) => `Asante: we received your ${amount} (receipt ${serial})`,
  receiptHeading: 'Asante.',
  receiptLead: (charity: string, amount: string) => `${charity} has received your ${amount}.`,
  codeFollows: 'follows; your receipt’s page shows it',
  serial: 'Receipt no.',
  code: 'M-PESA code',
  date: 'Date',
  purpose: 'For',
  to: 'To',
  registration: 'Registration no.',
  kraPin: 'KRA PIN',
  exemption: 'Tax exemption no.',
  validTo: (day: string) => `valid to ${day}`,
  seeReceipt: 'See your receipt',
  checkReceipt: 'Anybody can check it here:',
  reversalSubject: (amount: string, serial: string) => `Your ${amount} was given back (receipt ${serial})`,
  reversalHeading: 'Given back',
  reversalLead: (charity: string, amount: string) =>
    `${charity} has returned your ${amount} through M-PESA. The receipt is no longer valid.`,
  seeGift: 'See what became of it',
  receiptWhy: 'You get this letter because this address was typed with the gift. Nothing else comes to it.',
  reminderSubject: (amount: string, campaign: string) => `Your reminder: ${amount} for ${campaign}`,
  reminderHeading: 'The reminder you wanted',
  reminderLead: (amount: string, campaign: string) => `You wanted to give ${amount} for “${campaign}” today.`,
  reminderButton: 'Give, change or stop',
  reminderPromise:
    'Nothing is taken by itself: the prompt comes when you press the button there, and your PIN decides.',
  reminderWhy: 'You asked for this reminder when you gave. One press behind the link stops it for ever.',
  specimen: 'Specimen: this comes from a test, and no real money has moved.',
}

const sw: typeof en = {
  eastAfricaTime: 'Saa za Afrika Mashariki',
  receiptSubject: (amount, serial) => `Asante: tumepokea ${amount} zako (risiti ${serial})`,
  receiptHeading: 'Asante.',
  receiptLead: (charity, amount) => `${charity} imepokea ${amount} zako.`,
  codeFollows: 'inafuata; ukurasa wa risiti yako utaionyesha',
  serial: 'Nambari ya risiti',
  code: 'Nambari ya M-PESA',
  date: 'Tarehe',
  purpose: 'Kwa',
  to: 'Mpokeaji',
  registration: 'Nambari ya usajili',
  kraPin: 'KRA PIN',
  exemption: 'Nambari ya msamaha wa kodi',
  validTo: day => `hadi ${day}`,
  seeReceipt: 'Tazama risiti yako',
  checkReceipt: 'Yeyote anaweza kuihakiki hapa:',
  reversalSubject: (amount, serial) => `${amount} zako zimerudishwa (risiti ${serial})`,
  reversalHeading: 'Zimerudishwa',
  reversalLead: (charity, amount) => `${charity} imerudisha ${amount} zako kupitia M-PESA. Risiti haitumiki tena.`,
  seeGift: 'Tazama ilivyokuwa',
  receiptWhy: 'Umepata barua hii kwa sababu anwani hii iliandikwa pamoja na mchango. Hakuna kingine kitakachotumwa.',
  reminderSubject: (amount, campaign) => `Kumbusho lako: ${amount} kwa ${campaign}`,
  reminderHeading: 'Kumbusho ulilotaka',
  reminderLead: (amount, campaign) => `Ulitaka kutoa ${amount} kwa “${campaign}” leo.`,
  reminderButton: 'Toa, badilisha au acha',
  reminderPromise: 'Hakuna kinachokatwa chenyewe: ombi huja ukibonyeza kitufe hapo, na PIN yako ndiyo inayoamua.',
  reminderWhy: 'Uliomba kumbusho hili ulipotoa. Bonyeza mara moja kwenye kiungo kuliacha kabisa.',
  specimen: 'Mfano: hii inatoka kwenye jaribio, na hakuna pesa halisi iliyohama.',
}

export type EmailWords = typeof en

const WORDS: Readonly<Record<Language, EmailWords>> = { en, sw }

export function toEmailWords(language: Language): EmailWords {
  return WORDS[language]
}
