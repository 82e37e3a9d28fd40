// What is said about the light version, a missing network and receipts kept on the phone, in English.

export const lightEn = {
  toLight: 'Light version',
  toFull: 'Full version',
  showPicture: 'Show the picture',
  offline:
    'There is no network just now. What you sent is safe, and this page goes on by itself when the network is back.',
  offlinePage: 'There is no network just now, so that page cannot be shown. What you sent is safe.',
  keep: 'Keep this receipt on this phone',
  keepHint: 'It can then be read without a network, by whoever holds this phone.',
  kept: 'This receipt is kept on this phone.',
  keepFailed: 'It could not be kept just now. This page keeps its address.',
  clear: 'Clear from this phone',
  keptCopy: 'This copy is kept on the phone. It shows the receipt as it was when it was kept.',
  allKept: 'Receipts on this phone',
  noneKept: 'No receipt is kept on this phone.',
  clearAll: 'Clear them all',
  toFrontDoor: 'To the campaign',
}
