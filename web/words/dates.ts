// Dates and times as receipts write them too: always in East Africa Time.

export { toDateTime, toDay, toTime } from '@harambee/payments'
