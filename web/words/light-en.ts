// What is said about the light version, a missing network and receipts kept on the phone, in English.

import { frameEn } from './frame-en.ts'
import { keepEn } from './keep-en.ts'

export const lightEn = {
  ...frameEn.light,
  ...keepEn,
  showPicture: 'Show the picture',
  offlinePage: 'There is no network just now, so that page cannot be shown. What you sent is safe.',
  keptCopy: 'This copy is kept on the phone. It shows the receipt as it was when it was kept.',
  noneKept: 'No receipt is kept on this phone.',
  clearAll: 'Clear them all',
  toFrontDoor: 'To the campaign',
}
