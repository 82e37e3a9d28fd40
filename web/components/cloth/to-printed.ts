// How far a hem of sixty grains is printed: the same on pages and on receipts.

export { GRAINS, toPrinted } from '@harambee/payments'
