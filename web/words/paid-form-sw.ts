// The form of "I paid, but …", in Kiswahili: the same places as paid-form-en.ts.

import type { paidFormEn } from './paid-form-en.ts'

export const paidFormSw: typeof paidFormEn = {
  summary: 'Nimelipa, na nina ujumbe wa M-PESA',
  label: 'Nambari ya M-PESA, au ujumbe wote',
  hint: 'Nakili ujumbe kwenye simu yako na uubandike hapa, au andika nambari yake: herufi na tarakimu 10, kama UJK7XQ2M9P.',
  button: 'Tafuta mchango wangu',
  privacy: 'Ni shirika pekee linaloweza kuusoma.',
  sure: 'Hilo ndilo jina la shirika hili kwenye M-PESA. Mtu aangalie.',
  sending: 'Inatuma…',
}
