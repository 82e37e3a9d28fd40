// Amounts in words, as receipts have them too.

export { toAmountInWords } from '@harambee/payments'
