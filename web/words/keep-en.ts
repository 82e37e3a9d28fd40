// What the button says that keeps a receipt on the phone, in English: fetched once as part of a script, not with every receipt.

export const keepEn = {
  keep: 'Keep this receipt on this phone',
  keepHint: 'It can then be read without a network, by whoever holds this phone.',
  kept: 'This receipt is kept on this phone.',
  keepFailed: 'It could not be kept just now. This page keeps its address.',
  clear: 'Clear from this phone',
  allKept: 'Receipts on this phone',
}
