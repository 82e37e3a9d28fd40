// Kiswahili: "Nimelipa, lakini …", mahali pa kubandika ujumbe wa M-PESA.

import type { PaidProblem } from '../app/(donor)/pay/[paymentId]/paid-answer.ts'
import type { Words } from './en.ts'
import { paidFormSw } from './paid-form-sw.ts'

type PaidSentences = Record<Exclude<PaidProblem['problem'], 'wrong-length' | 'other-payee'>, string>

export const paidSw: Words['paid'] = {
  ...paidFormSw,
  asking: code => `Tunauliza M-PESA kuhusu ${code} – kwa kawaida chini ya dakika moja.`,
  person: (code, when) => `Mtu ataangalia ${code} kabla ya ${when}.`,
  keep: 'Anwani ya ukurasa huu haibadiliki, na pesa ikipatikana ukurasa utakuwa risiti yako. Tafadhali usilipe tena kwa sasa.',
  lookAgain: 'Angalia tena',
  linked: code => `${code} imepatikana.`,
  dismissed: code =>
    `Tumetafuta ${code} kwa mkono na hatukuiona kati ya malipo yetu. Tafadhali lionyeshe shirika ujumbe huo.`,
  problems: {
    empty: 'Bandika ujumbe wa M-PESA, au andika nambari yake.',
    'no-code': 'Hakuna nambari ya M-PESA ndani yake. Nambari za M-PESA zina herufi na tarakimu 10, kama UJK7XQ2M9P.',
    'too-many':
      'Nambari kadhaa zimejaribiwa kutoka hapa katika saa iliyopita. Tafadhali jaribu tena baada ya saa moja, au lionyeshe shirika ujumbe huo.',
    unavailable: 'Hatuwezi kusoma vitabu vyetu kwa sasa. Tafadhali jaribu tena baada ya dakika moja.',
  } satisfies PaidSentences,
  wrongLength: length => `Nambari za M-PESA zina herufi na tarakimu 10, kama UJK7XQ2M9P. Hii ina ${length}.`,
  otherPayee: payee => `SMS hii ni malipo kwa ${payee}, si kwetu.`,
}
