// Kiswahili: the same places as twice-en.ts.

import type { twiceEn } from './twice-en.ts'

export const twiceSw: typeof twiceEn = {
  heading: times => (times === 2 ? 'Umelipa mara mbili.' : `Umelipa mara ${times}.`),
  arrived: 'Pesa zote zimefika. Nambari za M-PESA:',
  ask: 'Ulikusudia hivyo? Acha iwe mchango mwingine, au omba kurudishiwa: mweka hazina huirudisha mwenyewe kupitia M-PESA. Kubonyeza hapa hakutumi pesa yoyote.',
  keep: times => (times === 2 ? 'Acha iwe mchango wa pili' : 'Acha yote iwe michango'),
  askOne: 'Omba kurudishiwa mmoja',
  askFor: (amount, code) => `Omba kurudishiwa ${amount} (${code})`,
  askOthers: others => `Omba kurudishiwa mingine ${others}`,
  kept: 'Umeacha yote iwe mchango. Asante.',
  asked: (amount, codes, when) =>
    `Uliomba kurudishiwa ${amount} (${codes}) tarehe ${when}. Mweka hazina analiona ombi lako, na huirudisha mwenyewe kupitia M-PESA.`,
  changed: 'Umebadilisha nia?',
  tooOften: 'Hili limebadilishwa mara nyingi. Tafadhali liambie shirika.',
}
