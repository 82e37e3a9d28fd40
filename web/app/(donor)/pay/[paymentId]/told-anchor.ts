// Where the page of a payment opens after its giver has told something.

export const TOLD_ANCHOR = 'told'
