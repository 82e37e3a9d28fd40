// Kiswahili: the same places as verify-en.ts. A native reader should read it before a release.

import type { verifyEn } from './verify-en.ts'

export const verifySw: typeof verifyEn = {
  serial: 'Nambari ya risiti',
  state: 'Hali',
  confirmed: 'Imethibitishwa',
  registration: 'Nambari ya usajili',
  kraPin: 'PIN ya KRA',
  exemption: 'Nambari ya msamaha wa kodi',
  validTo: day => `hadi ${day}`,
  address: 'Anwani',
  contact: 'Mawasiliano',
  check: 'Hakiki risiti hii',
  sms: 'Tuma kwa SMS',
  title: 'Uhakiki wa risiti',
  genuine: 'Risiti hii ni halali.',
  givenBack: 'Mchango huu ulirudishwa.',
  givenBackText: 'Risiti ilikuwa halali, na sasa haitumiki tena.',
  void: 'Risiti hii haitumiki tena.',
  voidText: 'Pesa iliyoandikiwa ilionekana kuwa ya malipo mengine ya mchango huo huo. Malipo hayo yana risiti yake.',
  unknown: 'Hakuna risiti kama hiyo iliyoandikwa hapa.',
  unknownText: 'Angalia anwani tena: herufi moja isiyo sahihi inatosha. Ikiwa ni sahihi, usiitegemee risiti hiyo.',
  tooMany: 'Risiti nyingi zisizo sahihi zimetoka mtandao huu. Tafadhali jaribu tena baada ya saa moja.',
  amount: 'Kiasi',
  date: 'Tarehe',
  nothingElse: 'Aliyetoa haonyeshwi hapa.',
}
