// What a drawn receipt says, in each of its languages. The compiler keeps both alike.

import type { Language } from '../languages.ts'
import { toDay } from './dates.ts'
import type { ReceiptState } from './receipt-facts.ts'

const en = {
  title: (serial: string, charity: string) => `Receipt ${serial}, ${charity}`,
  headings: { 'given-back': 'GIVEN BACK.', void: 'VOID.' },
  thanks: (name: string | null) => (name === null ? 'Asante.' : `Asante, ${name}.`),
  states: { confirmed: 'Confirmed', 'given-back': 'Given back', void: 'Void' } satisfies Record<ReceiptState, string>,
  leads: {
    confirmed: (charity: string) => `${charity} has received this gift.`,
    'given-back': () => 'This gift was given back through M-PESA. The receipt is no longer valid.',
    void: () => 'This receipt no longer holds: its money belongs to another payment, which has a receipt of its own.',
  } satisfies Record<ReceiptState, (charity: string) => string>,
  only: (words: string) => `${words} only`,
  serial: 'Receipt no.',
  state: 'Status',
  code: 'M-PESA code',
  codeFollows: 'follows',
  reversal: 'Given back with code',
  date: 'Date and time',
  zone: 'EAT',
  purpose: 'For',
  from: 'From',
  giverPin: 'KRA PIN of the giver',
  charity: 'To',
  registration: 'Registration no.',
  kraPin: 'KRA PIN',
  exemption: 'Tax exemption no.',
  validUntil: (day: string) => `valid until ${toDay(day, 'en')}`,
  address: 'Address',
  contact: 'Contact',
  check: 'Is this receipt genuine? Scan it, or open',
  qr: (url: string) => `QR code of ${url}`,
  grain: 'The yellow grain is this gift.',
  doubled: (codes: string) => `Paid more than once: ${codes} belongs to the same gift.`,
  doubledUnknown: 'Paid more than once.',
  wishes: {
    keep: 'The giver keeps this payment as a gift of its own.',
    'give-back': 'The giver has asked for this payment back.',
  },
  marks: { demo: 'Simulator: no money has moved.', sandbox: 'Safaricom’s sandbox: no money has moved.' },
}

const sw: typeof en = {
  title: (serial, charity) => `Risiti ${serial}, ${charity}`,
  headings: { 'given-back': 'UMERUDISHWA.', void: 'BATILI.' },
  thanks: name => (name === null ? 'Asante.' : `Asante, ${name}.`),
  states: { confirmed: 'Imethibitishwa', 'given-back': 'Umerudishwa', void: 'Batili' },
  leads: {
    confirmed: charity => `${charity} imepokea mchango huu.`,
    'given-back': () => 'Mchango huu ulirudishwa kupitia M-PESA. Risiti hii haitumiki tena.',
    void: () => 'Risiti hii haitumiki tena: pesa zake ni za malipo mengine, yenye risiti yake.',
  },
  only: words => `${words} tu`,
  serial: 'Nambari ya risiti',
  state: 'Hali',
  code: 'Nambari ya M-PESA',
  codeFollows: 'itafuata',
  reversal: 'Ulirudishwa kwa nambari',
  date: 'Tarehe na saa',
  zone: 'Saa za Afrika Mashariki',
  purpose: 'Kwa ajili ya',
  from: 'Kutoka kwa',
  giverPin: 'PIN ya KRA ya mtoaji',
  charity: 'Kwa',
  registration: 'Nambari ya usajili',
  kraPin: 'PIN ya KRA',
  exemption: 'Nambari ya msamaha wa kodi',
  validUntil: day => `hadi ${toDay(day, 'sw')}`,
  address: 'Anwani',
  contact: 'Mawasiliano',
  check: 'Je, risiti hii ni halali? Ichanganue, au fungua',
  qr: url => `Msimbo wa QR wa ${url}`,
  grain: 'Punje ya njano ni mchango huu.',
  doubled: codes => `Umelipwa zaidi ya mara moja: ${codes} ni ya mchango huo huo.`,
  doubledUnknown: 'Umelipwa zaidi ya mara moja.',
  wishes: {
    keep: 'Mtoaji anaacha malipo haya yawe mchango mwingine.',
    'give-back': 'Mtoaji ameomba kurudishiwa malipo haya.',
  },
  marks: { demo: 'Kiigizo: hakuna pesa iliyotumwa.', sandbox: 'Mazingira ya majaribio: hakuna pesa iliyotumwa.' },
}

/** Everything a receipt says in one language. */
export const RECEIPT_WORDS: Readonly<Record<Language, typeof en>> = { en, sw }
