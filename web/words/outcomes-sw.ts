// Why a payment did not happen, in Kiswahili (UX 1.1.4). A native reader should read these before a release.

import type { Outcome } from '../app/(donor)/pay/[paymentId]/outcome.ts'
import type { OutcomeSentences } from './outcomes-en.ts'

export const outcomesSw: Readonly<Record<Outcome, OutcomeSentences>> = {
  'insufficient-funds': {
    what: 'Salio lako la M-PESA (na Fuliza) halikutosha.',
    money: 'Hakuna pesa iliyokatwa.',
    next: 'Ongeza salio, au chagua kiasi kidogo.',
  },
  'prompt-closed': {
    what: 'Ombi lilifungwa kabla ya PIN kuwekwa.',
    money: 'Hakuna pesa iliyokatwa.',
    next: 'Litume tena ukiwa tayari.',
  },
  'no-answer': {
    what: 'Simu yako haikujibu kwa wakati.',
    money: 'Hatujapokea pesa yoyote.',
    next: 'Hakikisha imewashwa, imefunguliwa na ina mtandao, kisha tuma tena.',
    again: 'Ikitokea tena, piga *234# ili kusasisha menyu ya laini, au tumia PayBill.',
  },
  'wrong-pin': {
    what: 'PIN haikuwa sahihi.',
    money: 'Hakuna pesa iliyokatwa.',
    next: 'Jaribu tena. Ukikosea mara nyingi M-PESA hufungwa; kuifungua, piga *334# → My Account → M-PESA PIN Manager.',
  },
  'pin-locked': {
    what: 'PIN yako ya M-PESA imefungwa.',
    money: 'Hakuna pesa iliyokatwa.',
    next: 'Ifungue kupitia *334#, kisha urudi hapa.',
  },
  'other-transaction': {
    what: 'Kuna muamala mwingine wa M-PESA kwenye nambari hii.',
    money: 'Hatujapokea pesa yoyote.',
    next: 'Umalize, subiri dakika mbili, kisha tuma tena.',
  },
  'ran-out': {
    what: 'Muda wa ombi uliisha.',
    money: 'Hatujapokea pesa yoyote.',
    next: 'Tuma tena na uidhinishe ndani ya dakika moja.',
  },
  'not-shown': {
    what: 'M-PESA haikuweza kuonyesha ombi.',
    money: 'Si kosa lako na hakuna pesa iliyokatwa.',
    next: 'Jaribu baada ya dakika moja, au tumia PayBill.',
  },
  'same-amount-twice': {
    what: 'M-PESA haikukamilisha, mara nyingi kwa sababu kiasi kile kile kimetumwa mara mbili ndani ya dakika mbili.',
    money: 'Hatujapokea pesa ya jaribio hili.',
    next: 'Subiri dakika mbili, kisha tuma tena.',
  },
  'mpesa-busy': {
    what: 'M-PESA ina shughuli nyingi.',
    money: 'Hatujapokea pesa yoyote.',
    next: 'Jaribu tena baada ya sekunde 30.',
  },
  'too-small': {
    what: 'M-PESA hairuhusu kiasi hiki: ni kidogo mno.',
    money: 'Hakuna pesa iliyokatwa.',
    next: 'Chagua kingine.',
  },
  'too-large': {
    what: 'M-PESA hairuhusu kiasi hiki: ni kikubwa mno.',
    money: 'Hakuna pesa iliyokatwa.',
    next: 'Chagua kingine.',
  },
  'day-limit': {
    what: 'Hii itapita kiwango chako cha M-PESA cha leo.',
    money: 'Hakuna pesa iliyokatwa.',
    next: 'Toa kidogo, au toa kesho.',
  },
  'charity-account': {
    what: 'Akaunti ya M-PESA ya shirika haiwezi kupokea sasa.',
    money: 'Hakuna pesa iliyokatwa.',
    next: 'Tafadhali wajulishe, au utoe siku nyingine.',
  },
  'payer-account': {
    what: 'Nambari hii haiwezi kulipa kwa M-PESA sasa.',
    money: 'Hakuna pesa iliyokatwa.',
    next: 'Hakikisha nambari, au tumia nyingine.',
  },
  'request-refused': {
    what: 'M-PESA haikukubali ombi hili.',
    money: 'Hakuna kilichotumwa.',
    next: 'Tafadhali hakikisha nambari. Ikiwa ni sahihi, tatizo ni letu: tumia PayBill hapa chini.',
  },
  'our-side': {
    what: 'Kwa sasa kutoa kwa ombi hakufanyi kazi.',
    money: 'Tatizo ni letu, na hakuna kilichotumwa.',
    next: 'Tumia PayBill hapa chini.',
  },
  'many-givers': {
    what: 'Watu wengi wanatoa sasa hivi.',
    money: 'Hakuna kilichotumwa.',
    next: 'Jaribu tena baada ya dakika moja, au tumia PayBill.',
  },
  'unknown-code': {
    what: 'M-PESA haikukamilisha.',
    money: 'Hatujapokea pesa yoyote.',
    next: 'Jaribu tena, au tumia PayBill.',
  },
}
